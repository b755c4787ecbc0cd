"""Slack's exports: whom a message in a channel of many is to, and whose it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors import ContactRecord, Interaction, Problem, SourceError, slack
from tests.connectors.golden import FIXTURES, READING

EXPORT = FIXTURES / "slack" / "workspace"


def said(reading=READING):
    return list(slack.extract(EXPORT, reading))


def touches():
    return {t.source_key: t for t in said() if isinstance(t, Interaction)}


def ends(touch):
    return [(who.role, who.record_key) for who in touch.participants]


def test_in_a_crowd_a_message_is_to_the_mentioned_and_the_answered():
    """In a large channel only mentions and answers in a thread touch the owner."""
    crowd = {key: t for key, t in touches().items() if key.startswith("C1/")}
    assert sorted(ends(t)[0][1] for t in crowd.values()) == [
        "slack:t1/u0wei",
        "slack:t1/u1m03",
    ]
    assert {ends(t)[1] for t in crowd.values()} == {("to", "owner")}
    told = [t.what for t in said() if isinstance(t, Problem)]
    assert "4 messages in groups of more than 20 people" in told


def test_a_thread_is_one_conversation():
    """An answer names the message it answers, and shares its thread."""
    answer = next(t for t in touches().values() if t.answers)
    assert answer.answers == "slack:C1/1700000002.000002"
    assert answer.thread_key == answer.answers


def test_members_are_known_by_address_else_by_account():
    """The key is the e-mail address where there is one; all have their handle."""
    records = {r.source_key: r for r in said() if isinstance(r, ContactRecord)}
    assert records["ana@example.org"].emails == ("ana@example.org",)
    assert records["ana@example.org"].handles == ("slack:T1/U0ANA",)
    assert records["slack:t1/u0wei"].handles == ("slack:T1/U0WEI",)


def test_bots_and_notices_are_no_touches():
    """Of a channel with bots, notices and deleted words, people's are left."""
    small = [key for key in touches() if key.startswith("C2/")]
    assert len(small) == 3


def test_a_huddle_is_a_call():
    """A huddle is a call of its own length with whoever was in it."""
    call = next(t for t in touches().values() if t.channel == "call")
    assert (call.owner_side, call.duration_minutes) == ("both", 10)


def test_owner_is_asked_for():
    """Nobody is taken for the owner unless an address or a name says so."""
    nobody = replace(READING, owner_names=(), owner_addresses=())
    assert "also_named" in said(nobody)[-1].cure
    assert len(said(nobody)) == 1


def test_names_lead_nowhere_else(tmp_path):
    """A channel whose name points outside the export is not opened."""
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "2023-11-14.json").write_text("[]")
    (tmp_path / "in" / "users.json").write_text('[{"id": "U1", "name": "robin"}]')
    (tmp_path / "in" / "channels.json").write_text('[{"id": "C1", "name": "../out"}]')
    with pytest.raises(SourceError):
        list(slack.extract(tmp_path / "in", READING))
