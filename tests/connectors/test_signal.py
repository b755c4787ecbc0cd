"""Signal's chats: one line twice, and calls in words."""

from __future__ import annotations

import json

import pytest

from connectors import Interaction, signal
from tests.connectors.golden import FIXTURES, READING


def line(sender="Ana Okafor", body="hi", date="2023-11-14T22:13:20.123000", **more):
    said = {"date": date, "sender": sender, "body": body, "reactions": []}
    return json.dumps(said | more) + "\n"


def touches(path):
    return [t for t in signal.extract(path, READING) if isinstance(t, Interaction)]


def chat(tmp_path, text, folder="Ana Okafor"):
    path = tmp_path / folder / "data.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_an_export_written_twice_adds_nothing(tmp_path):
    """Lines that a second export appended are the same touches."""
    text = (FIXTURES / "signal" / "group.json").read_text()
    keys = [t.once_key for t in touches(chat(tmp_path, text, "Crew"))]
    twice = [t.once_key for t in touches(chat(tmp_path, text * 2, "Crew"))]
    assert len(set(keys)) == len(keys) > 0
    assert set(twice) == set(keys)


def test_who_has_not_answered_is_the_folder_called_by(tmp_path):
    """A chat with nobody's word but the owner's is with whom the folder names."""
    touch = touches(chat(tmp_path, line("Me")))[0]
    assert [who.record_key for who in touch.participants] == [
        "owner",
        "name:ana okafor",
    ]


@pytest.mark.parametrize(
    ("body", "want"),
    [("Incoming voice call (accepted, 5m 3s)", ("call", False, 5.05)),
     ("Outgoing video call (accepted, 40s)", ("video", False, 0.67)),
     ("Missed voice call", ("call", True, None)),
     ("Incoming call", ("call", False, None)),
     ("Outgoing voice call (unanswered)", ("call", True, None)),
     ("Incoming video call (declined)", ("video", True, None)),
     ("Call me", ("message", False, None)),
     ("a call (later)", ("message", False, None))],
)  # fmt: skip
def test_calls_are_told_from_words(tmp_path, body, want):
    """A call's line gives its channel, whether it was missed, and its minutes."""
    touch = touches(chat(tmp_path, line(body=body) + line("Me")))[0]
    assert (touch.channel, touch.cancelled, touch.duration_minutes) == want
