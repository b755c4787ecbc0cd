"""Facebook's and Instagram's exports: names made whole, copies, who the owner is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Problem, facebook
from connectors._facebook_files import repaired
from tests.connectors.golden import FIXTURES, READING

EXPORT = FIXTURES / "facebook" / "facebook-robinvale-2024"
START = 1_700_000_000_000


def broken(text: str) -> str:
    """A text as Facebook writes it: each byte of UTF-8 as if it were a letter."""
    return text.encode().decode("latin-1")


def thread(path, messages, people=("Ana Okafor", "Robin Vale"), **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {"participants": [{"name": name} for name in people], "messages": messages}
    path.write_text(json.dumps({**said, "thread_path": "inbox/x", **more}))
    return path


def message(n, sender="Ana Okafor", **more):
    return {
        "sender_name": sender,
        "timestamp_ms": START + n * 1000,
        "content": "hi",
    } | more


@given(st.text(min_size=1))
def test_repair_undoes_what_facebook_does(text):
    """Any text comes back from its bytes written as letters."""
    assert repaired(broken(text)) == text


@pytest.mark.parametrize("name", ["Zoë", "Łukasz", "日本", "René", "Ana"])
def test_repair_leaves_whole_names_alone(name):
    """A name that was written rightly stays as it is."""
    assert repaired(name) == name


def test_repaired_and_whole_names_are_one_person(tmp_path):
    """A name has one key whether an export wrote it rightly or not."""
    keys = set()
    for folder, name in (("a", "Renée Łukasz"), ("b", broken("Renée Łukasz"))):
        path = thread(tmp_path / folder / "message_1.json", [message(0, name)],
                      (name, "Robin Vale"))  # fmt: skip
        said = list(facebook.extract(path, READING))
        keys.add(said[0].once_key)
        keys.update(t.source_key for t in said if isinstance(t, ContactRecord))
    assert len(keys) == 3


def test_copies_in_two_exports_share_their_keys(tmp_path):
    """Overlapping exports, in other folders and files, say the same touches."""
    old = [message(n, ("Ana Okafor", "Robin Vale")[n % 2]) for n in range(20)][::-1]
    new = [message(n, ("Ana Okafor", "Robin Vale")[n % 2]) for n in range(10, 30)]
    one = thread(
        tmp_path / "old" / "messages" / "inbox" / "x_1" / "message_1.json", old
    )
    other = thread(tmp_path / "new" / "message_7.json", new)
    keys = [
        {
            t.once_key
            for t in facebook.extract(path, READING)
            if isinstance(t, Interaction)
        }
        for path in (one, other)
    ]
    assert [len(each) for each in keys] == [20, 20]
    assert len(keys[0] & keys[1]) == 10


def test_owner_is_who_takes_part_in_all(tmp_path):
    """Without a profile and a known name, the owner is the one in every chat."""
    nobody = replace(READING, owner_names=())
    root = tmp_path / "messages"
    thread(root / "inbox" / "a" / "message_1.json", [message(0)], ("Ana Okafor", "R."))
    said = [t for t in facebook.extract(tmp_path, nobody) if isinstance(t, Problem)]
    assert "also_named" in said[0].cure
    thread(root / "inbox" / "b" / "message_1.json", [message(5, "R.")], ("Wei", "R."))
    said = [t for t in facebook.extract(tmp_path, nobody) if isinstance(t, Interaction)]
    assert sorted(t.owner_side for t in said) == ["in", "out"]


def test_a_cut_file_does_not_stop_the_others():
    """A file that ends early is a problem; the conversations beside it are read."""
    said = list(facebook.extract(EXPORT, READING))
    told = next(t.what for t in said if isinstance(t, Problem))
    assert told == "it is no whole JSON file"
    assert sum(isinstance(t, Interaction) for t in said) == 9


def test_bare_names_join_nobody():
    """Who is a name only carries nothing that joins records."""
    for said in facebook.extract(EXPORT, READING):
        if isinstance(said, ContactRecord) and said.kind != "owner":
            assert (said.emails, said.phones, said.handles, said.urls) == ((),) * 4
