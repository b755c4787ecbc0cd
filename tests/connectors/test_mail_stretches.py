"""A mailbox read stretch by stretch says what it says when read whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import (
    Extracted,
    Problem,
    Reading,
    SourceError,
    Stretch,
    mbox,
)
from connectors._mail import interactions_of
from tests.connectors.golden import inputs

READING = Reading("default", ZoneInfo("UTC"))
SEPARATOR = "From ana@example.org Mon Sep  4 08:00:00 2023\n"
MESSAGE = (
    "From: {name} <ana@example.org>\nTo: robin@example.com\nMessage-ID: <{id}@x>\n"
    "Date: Mon, 4 Sep 2023 08:00:00 +0000\n{more}\n{body}\n\n"
)


def message(number: int, name: str = "Ana", body: str = "one?", more: str = "") -> str:
    return SEPARATOR + MESSAGE.format(name=name, id=number, body=body, more=more)


def read_stretches(path: Path, size: int, *, mapped: bool = True) -> list[Extracted]:
    """Every stretch in turn; one whose beginning was guessed wrongly, again."""
    said: list[Extracted] = []
    people, expected = None, None
    reading = replace(READING, mapped=mapped)
    for first in range(0, path.stat().st_size, size):
        end = first + size
        *found, last = mbox.extract_stretch(path, reading, first, end)
        if first and last.begins != expected:
            again = end if expected is None else expected
            *found, last = mbox.extract_stretch(path, reading, again, end)
        assert isinstance(last, Stretch)
        for one in found:
            said += interactions_of(one) if isinstance(one, dict) else [one]
        expected = last.ends
        people = people or last.people
        if people is not last.people:
            people.join(last.people)
    return said + list(people.records()) if people else said


def without_places(said: list[Extracted]) -> list[Extracted]:
    return [
        replace(each, place="")
        if isinstance(each, Problem)
        else replace(each, found_at="")
        for each in said
    ]


def assert_same(path: Path, size: int) -> None:
    whole = without_places(list(mbox.extract(path, READING)))
    for mapped in (True, False):
        assert without_places(read_stretches(path, size, mapped=mapped)) == whole


@pytest.mark.parametrize(
    "path",
    [
        each.path
        for each in inputs()
        if each.source == "mbox" and each.path.suffix != ".gz"
    ],
    ids=lambda path: path.name,
)
@pytest.mark.parametrize("size", [97, 1000, 100_000])
def test_fixtures(path, size):
    """Every mailbox of the fixtures gives the same, however it is divided."""
    assert_same(path, size)


@given(
    told=st.lists(
        st.tuples(st.sampled_from(["Ana", "Ana Okafor", "A."]), st.text(max_size=90)),
        min_size=1,
        max_size=12,
    ),
    size=st.integers(20, 700),
)
def test_any_mailbox(told, size, tmp_path_factory):
    """Messages and people are the same wherever a stretch ends."""
    path = tmp_path_factory.mktemp("mail") / "Inbox"
    texts = (message(n, name, body) for n, (name, body) in enumerate(told))
    path.write_bytes("".join(texts).encode("utf-8", "replace"))
    assert_same(path, size)


def test_stretches_longer_than_what_is_in_memory(tmp_path):
    """Messages that end far behind where they begin are whole, however it is read."""
    path = tmp_path / "Inbox"
    bodies = ("one two three\n" * (n % 5) ** 6 for n in range(200))
    path.write_text("".join(message(n, body=body) for n, body in enumerate(bodies)))
    assert path.stat().st_size > 2_000_000
    assert_same(path, 300_000)


def test_a_wrong_guess_is_seen(tmp_path):
    """A stretch that begins inside a body says another beginning than expected."""
    inside = message(8, "Nobody") + message(9, "Nobody")
    counted = message(1, body=inside, more=f"Content-Length: {len(inside) + 1}\n")
    path = tmp_path / "Inbox"
    path.write_text(counted + "\n" + message(2))
    *_, first = mbox.extract_stretch(path, READING, 0, 300)
    *_, second = mbox.extract_stretch(path, READING, 300, 600)
    assert first.ends != second.begins
    assert_same(path, 300)


def test_a_length_beyond_what_is_kept_is_not_believed(tmp_path):
    """Whether a body hides a message does not depend on how its file is read."""
    far = "one two three\n" * 200_000 + "\n"
    inside = far + message(8, "Ana")
    counted = message(1, body=inside, more=f"Content-Length: {len(inside) + 1}\n")
    path = tmp_path / "Inbox"
    path.write_text(counted + "\n" + message(2))
    assert_same(path, 4_000_000)
    *told, _ = mbox.extract_stretch(path, READING, 0, 4_000_000)
    assert sum(len(fields["source_key"]) for fields in told) == 3


def test_packed(tmp_path):
    """A packed mailbox has no stretches."""
    with pytest.raises(SourceError, match="packed"):
        list(mbox.extract_stretch(tmp_path / "Inbox.gz", READING, 0, 10))
