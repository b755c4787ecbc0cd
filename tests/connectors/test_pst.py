"""Outlook data files: read as Outlook and other readers of them understand them."""

from __future__ import annotations

import random
import subprocess
from contextlib import suppress
from datetime import datetime

import pytest

from connectors import (
    ContactRecord,
    Interaction,
    Problem,
    SourceError,
    _mapi_calendar,
    pst,
)
from connectors._mapi_event import Unclear, read_series
from tests.connectors import made_pst as made
from tests.connectors.golden import READING


def read(path, *folders, store=None):
    path.write_bytes(made.make_pst(folders, store))
    return [*pst.extract(path, READING)]


def only(kind, said):
    return [one for one in said if isinstance(one, kind)]


@pytest.mark.needs("readpst")
def test_another_reader_finds_the_same(tmp_path):
    """The fixture is no fancy of ours: readpst finds its mail and its contacts."""
    path = made.FIXTURE
    subprocess.run(
        ["readpst", "-q", "-D", "-r", "-o", str(tmp_path), str(path)], check=True
    )
    said = "".join(
        file.read_text(errors="replace")
        for file in tmp_path.rglob("*")
        if file.is_file()
    )
    for text in ("a1@example.com", "wei@example.net", "Puente SL", "Thank you so much"):
        assert text in said


def test_a_folder_is_known_by_its_id_in_any_language(tmp_path):
    """What the store calls sent is sent, and what it calls deleted is not met."""
    wrote = made.sent().messages
    card = made.people().messages[:1]
    folders = (
        made.Folder("Lähetetyt", wrote),
        made.Folder("Poistetut", [*card, made.meetings().messages[0]]),
    )
    said = read(tmp_path / "a.pst", *folders, store={0x35E4: 0, 0x35E3: 1})
    (mail,) = only(Interaction, said)
    assert (mail.owner_side, mail.labels) == ("out", ("sent",))
    assert {one.known_by for one in only(ContactRecord, said)} == {"participant"}


def test_a_message_in_a_file_of_its_own_is_the_same_message(tmp_path):
    """Mail with a header has the key it has in every mailbox."""
    from connectors import eml

    (mail,) = only(Interaction, read(tmp_path / "a.pst", made.inbox()))
    file = tmp_path / "a.eml"
    plain = made.HEADER.split("MIME-Version")[0]
    file.write_text(f"{plain}\nCould we have lunch next week?\n\nAna\n")
    (same,) = only(Interaction, eml.extract(file, READING))
    assert mail.once_key == same.once_key
    assert (mail.happened_at, mail.words) == (same.happened_at, same.words)


def test_categories_are_groups(tmp_path):
    """Outlook's categories are the groups of a contact."""
    rich = dict(made.people().messages[0].properties)
    rich[made.PUBLIC_STRINGS, "Keywords"] = ["Rowing", "Old friends"]
    folder = made.Folder("Contacts", [made.Message(rich)])
    (wei,) = only(ContactRecord, read(tmp_path / "a.pst", folder))
    assert wei.groups == ("Rowing", "Old friends")


def test_texts_of_any_codepage_are_read(tmp_path):
    """What is not Unicode is read by the item's own code page."""
    name = made.Plain("Анна".encode("cp1251"))
    card = {0x001A: "IPM.Contact", 0x3FFD: 1251, 0x3001: name}
    folder = made.Folder("Contacts", [made.Message(card)])
    (anna,) = only(ContactRecord, read(tmp_path / "a.pst", folder))
    assert anna.name == "Анна"


def test_people_without_an_internet_address_are_told_of(tmp_path):
    """A message inside a server keeps whom it can; how many are missing is said."""
    said = read(tmp_path / "a.pst", made.sent())
    (problem,) = only(Problem, said)
    assert problem.what == "names without an Internet address: 1"
    assert not problem.loses


def test_a_servers_path_is_an_address_once_it_was_seen_with_one(tmp_path):
    """Who has only a path in one message is known by an item before."""
    first, then = made.sent().messages[0], dict(made.sent().messages[0].properties)
    then[0x1035] = "<m3@example.com>"
    known = {**made.INSIDE, 0x39FE: "kim@example.net"}
    folder = made.Folder(
        "Sent Items",
        [
            made.Message(first.properties, [known]),
            made.Message(then, [made.INSIDE]),
        ],
    )
    said = read(tmp_path / "a.pst", folder)
    kims = [
        [who.record_key for who in mail.participants if who.role == "cc"]
        for mail in only(Interaction, said)
    ]
    assert kims == [["kim@example.net"]] * 2


def test_an_appointment_in_two_folders_is_one_meeting(tmp_path):
    """Wherever they stand, what is of one id is read together; the last one counts."""
    first = made.meetings().messages[0]
    then = made.Message({**first.properties, 0x0037: "Dinner"}, first.recipients)
    inner = made.Folder("Alt", [made.sent().messages[0], then])
    said = read(
        tmp_path / "a.pst",
        made.Folder("Eins", [first], [made.Folder("Leer"), made.Folder("Zwei")]),
        made.Folder("Drei", [made.Message({0x001A: "IPM.Task"})], [inner]),
    )
    meetings = [one for one in only(Interaction, said) if one.channel == "meeting"]
    assert [one.subject for one in meetings] == ["Dinner"]


def test_appointments_are_read_again_as_they_were(monkeypatch):
    """Where too many were seen to hold them, the same is read where they stand."""
    before = [*pst.extract(made.FIXTURE, READING)]
    monkeypatch.setattr(_mapi_calendar, "IN_MEMORY", 0)
    assert [*pst.extract(made.FIXTURE, READING)] == before
    assert len(only(Interaction, before)) > 4


def test_an_id_has_no_lines_of_its_own(tmp_path):
    """What stands behind a line end in an appointment's id invites nobody."""
    lunch = dict(made.meetings().messages[0].properties)
    uid = bytes(40) + b"vCal-Uid\x01\0\0\0a\r\nATTENDEE:mailto:x@example.com\0"
    lunch[made.MEETING, 0x0023] = uid
    said = read(tmp_path / "a.pst", made.Folder("Kalender", [made.Message(lunch)]))
    assert [one.emails for one in only(ContactRecord, said)] == []
    (meeting,) = only(Interaction, said)
    assert meeting.source_key == "aATTENDEE:mailto:x@example.com"


WEEKLY, MONTHLY, YEARLY = 0x200B, 0x200C, 0x200D
NEVER, COUNT, UNTIL = (0x2023, 0), (0x2022, 3), (0x2021, 0)


@pytest.mark.parametrize(
    ("often", "pattern", "every", "special", "ends", "rule"),
    [
        (0x200A, 0, 2880, (), NEVER, "FREQ=DAILY;INTERVAL=2"),
        (0x200A, 1, 1, (6,), COUNT, "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU;COUNT=3"),
        (WEEKLY, 1, 2, (4,), UNTIL,
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20260407T235959Z"),
        (MONTHLY, 2, 1, (15,), NEVER, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15"),
        (MONTHLY, 2, 1, (31,), NEVER, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1"),
        (MONTHLY, 3, 3, (4, 5), NEVER, "FREQ=MONTHLY;INTERVAL=3;BYDAY=TU;BYSETPOS=-1"),
        (YEARLY, 2, 12, (3,), NEVER, "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=3"),
    ],
)  # fmt: skip
def test_a_repetition_is_a_rule(often, pattern, every, special, ends, rule):
    """Each pattern of Outlook's is the rule Outlook would write into an invitation."""
    first, last = datetime(2026, 3, 3), datetime(2026, 4, 7)  # noqa: DTZ001 - its own clock
    series = read_series(made.series(often, pattern, every, special, ends, first, last))
    assert series.rule == f"{rule};WKST=MO"
    assert series.start == datetime(2026, 3, 3, 10)  # noqa: DTZ001 - its own clock


def test_a_torn_repetition_is_unclear():
    """A structure that ends early anywhere raises nothing else."""
    whole = made.series(
        WEEKLY, 1, 1, (4,), NEVER, datetime(2026, 3, 3), datetime(2026, 4, 7),  # noqa: DTZ001
        [datetime(2026, 3, 17)], [datetime(2026, 3, 25, 11)],  # noqa: DTZ001
    )  # fmt: skip
    for length in range(len(whole)):
        with pytest.raises(Unclear):
            read_series(whole[:length])


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_told(seed, tmp_path):
    """Flipped bytes give what can be read, problems or one SourceError."""
    dice = random.Random(seed)  # noqa: S311 - noise, no secret
    data = bytearray(made.FIXTURE.read_bytes())
    for _ in range(dice.choice((1, 4, 40))):
        spot = dice.randrange(0x4400, len(data))
        data[spot : spot + 4] = dice.randbytes(4)
    path = tmp_path / "archive.pst"
    path.write_bytes(data)
    with suppress(SourceError):
        for one in pst.extract(path, READING):
            assert isinstance(one, (ContactRecord, Interaction, Problem))
