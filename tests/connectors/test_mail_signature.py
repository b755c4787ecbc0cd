"""What a signature tells of its author."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import ContactRecord, Reading
from connectors._mail import extract_messages
from connectors._mail_signature import Signature, read_signature
from connectors._mail_split import RawMessage
from tests.connectors.golden import READING


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "Ana Okafor\nHead of Design, Paper & Ink Ltd\n+1 212 555 0147",
            Signature(("+1 212 555 0147",), "Head of Design", "Paper & Ink Ltd"),
        ),
        ("Ana\nEngineer at Paperworks", Signature((), "Engineer", "Paperworks")),
        ("Ana O.\nPartner | Inkwell", Signature((), "Partner", "Inkwell")),
        ("OKAFOR\nResearcher\nInkwell", Signature((), "Researcher", "Inkwell")),
        ("Ana\nPapier und Tinte GmbH", Signature((), "", "Papier und Tinte GmbH")),
        ("Dr. Ana Okafor\nUniversity of Ink", Signature((), "", "University of Ink")),
        ("Ana\nT: 212 555 0147", Signature(("212 555 0147",))),
        ("Ana\nMobile (212) 555-0147", Signature(("(212) 555-0147",))),
        ("Ana\nFax: +1 212 555 0147", Signature()),
        ("Ana\n+1 212 555 0147 / Fax +1 212 555 0148", Signature(("+1 212 555 0147",))),
        ("Ana\nAccount 212 555 0147", Signature()),
        ("Ana\nTel. 1234", Signature()),
        ("Ana\nThe best manager is the one nobody sees.", Signature()),
        ('Ana\n"A director without a play."', Signature()),
        ("Bjarne Holm\nDirector, Inkwell\n+1 212 555 0147", Signature()),
        ("", Signature()),
    ],
)
def test_signatures(text, want):
    """Phone, title and organisation are read below the author's own name only."""
    assert read_signature(text, "Ana Okafor") == want


def records(*messages: bytes, reading: Reading = READING) -> list[ContactRecord]:
    raw = [RawMessage(f"message {n}", data) for n, data in enumerate(messages, 1)]
    things = extract_messages(raw, reading)
    return [thing for thing in things if isinstance(thing, ContactRecord)]


def message(year: int, text: str, fields: str = "") -> bytes:
    return (
        f"From: Ana Okafor <ana@example.org>\nDate: 4 Sep {year} 08:00:00 GMT\n"
        f"{fields}\nHello.\n\n{text}"
    ).encode()


OLD = message(2021, "-- \nAna Okafor\nEditor, Inkwell\n")
NEW = message(2023, "Best regards,\nAna\nDirector, Paperworks\n")


def test_the_newest_signature_counts():
    """Of several signatures the newest is told, in whatever order they are read."""
    for order in ((OLD, NEW), (NEW, OLD)):
        (record,) = records(*order)
        assert (record.title, record.organisation) == ("Director", "Paperworks")


def test_a_quoted_signature_is_not_the_authors():
    """What stands in quoted mail, or below its header, signs nobody."""
    quoted = message(2023, "> -- \n> Ana Okafor\n> Editor, Inkwell\n")
    below = message(
        2023,
        "From: Ana Okafor\nSent: today\nTo: you\n\nHi\n-- \nAna\nEditor, Inkwell\n",
    )
    for each in (quoted, below):
        (record,) = records(each)
        assert (record.title, record.organisation) == ("", "")


def test_bulk_mail_signs_nobody():
    """A signature in bulk mail is not its sender's."""
    bulk = message(2023, "-- \nAna\nEditor, Inkwell\n", "List-Unsubscribe: <x>\n")
    (record,) = records(bulk)
    assert record.title == ""


@given(st.text(max_size=600), st.text(max_size=40))
def test_any_text(text, author):
    """Any text under any name is read without failure."""
    assert len(read_signature(text, author).phones) <= 3


@pytest.mark.parametrize("line", ["+1 " * 20, "1-" * 30 + "\n" * 99, "a, " * 20])
def test_hostile_signatures(line):
    """Repeated signs of a phone end soon."""
    started = time.process_time()
    read_signature(f"Ana\n{line}\n" * 10, "Ana")
    assert time.process_time() - started < 1
