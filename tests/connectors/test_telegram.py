"""Telegram's exports: texts in pieces, whose they are, and copies."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from connectors import Interaction, Problem, telegram
from tests.connectors.golden import FIXTURES, READING

START = 1_700_000_000


def message(n, who=201, text="hi", **more):
    said = {"id": n, "type": "message", "date_unixtime": str(START + n), "text": text}
    return said | {"from": f"No {who}", "from_id": f"user{who}"} | more


def chat(tmp_path, messages, name="result.json", **more):
    path = tmp_path / name
    said = {"name": "Ana", "type": "personal_chat", "id": 201, "messages": messages}
    path.write_text(json.dumps(said | more))
    return path


def touches(path, reading=READING):
    return [t for t in telegram.extract(path, reading) if isinstance(t, Interaction)]


@pytest.mark.parametrize(
    ("text", "asks", "words"),
    [("Shall we go?", True, 3),
     (["Shall ", {"type": "bold", "text": "we"}, " go?"], True, 3),
     ([{"type": "link", "text": "https://example.com/?a"}], False, 0), ([], None, None),
     ({"type": "odd"}, None, None), (None, None, None)],
)  # fmt: skip
def test_a_text_may_come_in_pieces(tmp_path, text, asks, words):
    """A text and a list of its pieces say the same; anything else is no text."""
    touch = touches(chat(tmp_path, [message(1, text=text), message(2, 100)]))[0]
    assert (touch.asks_question, touch.words) == (asks, words)


def test_owner_of_one_chat_is_the_other_account(tmp_path):
    """A personal chat has the other's number: who else writes is the owner."""
    nobody = replace(READING, owner_names=())
    path = chat(tmp_path, [message(1), message(2, 100), message(3)])
    assert [t.owner_side for t in touches(path, nobody)] == ["in", "out", "in"]


def test_copies_share_their_keys(tmp_path):
    """One chat alone and the whole export say the same touches."""
    whole = FIXTURES / "telegram" / "result.json"
    said = json.loads(whole.read_text())["chats"]["list"][0]
    path = chat(tmp_path, said["messages"], name="one.json")
    one = {t.once_key for t in touches(path)}
    assert one
    assert one <= {t.once_key for t in touches(whole)}


def test_a_crowd_is_counted_not_kept(tmp_path):
    """A group of many is nobody's conversation; a group of a few is."""
    group = {"type": "private_supergroup", "id": 5}
    for people, kept in ((25, 0), (6, 26)):
        messages = [message(n, 200 + n % people) for n in range(25)]
        messages.append(message(99, 1, **{"from": "Robin Vale"}))
        said = list(telegram.extract(chat(tmp_path, messages, **group), READING))
        assert sum(isinstance(t, Interaction) for t in said) == kept
        told = [t.what for t in said if isinstance(t, Problem)]
        assert told == (
            [] if kept else ["26 messages in groups of more than 20 people"]
        )


def test_an_old_export_without_zone_says_so(tmp_path):
    """A time without zone is the owner's, and the touch tells."""
    said = message(1, date="2023-07-14T12:00:00")
    del said["date_unixtime"]
    touch = touches(chat(tmp_path, [said, message(2, 100)]))[0]
    assert touch.time_source == "local"
    assert touch.happened_at.hour == 10
