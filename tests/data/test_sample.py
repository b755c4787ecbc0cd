"""The invented world of data/sample: made twice alike, and true to its promises."""

from __future__ import annotations

import csv
import json
import mailbox
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
MADE = ("inbox", "truth.json", "cultivate.toml", "journal.md", "decisions.csv")
ADDRESS = re.compile(r"[\w.+-]+@([\w.-]*\w)")
NUMBER = re.compile(r"(?:\+|\b00)[\d\s().-]{7,}\d")
INVENTED = re.compile(r"([\w-]+\.)*example\.(com|org|net)")


@pytest.fixture(scope="module")
def truth():
    return json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))


class Letter(NamedTuple):
    """What the tests ask of a message."""

    message_id: str
    at: datetime
    sender: set[str]
    others: set[str]
    automatic: bool
    asks: bool


@pytest.fixture(scope="module")
def letters():
    folder = SAMPLE / "inbox" / "mbox" / "default"
    return {
        path.stem: [read_letter(message) for message in mailbox.mbox(path)]
        for path in folder.glob("*.mbox")
    }


def read_letter(message) -> Letter:
    body = message.get_payload(decode=True) or b""
    new = [line for line in body.decode().splitlines() if not line.startswith(">")]
    return Letter(
        message["Message-ID"],
        parsedate_to_datetime(message["Date"]),
        addresses(message, "From"),
        addresses(message, "To", "Cc"),
        bool(message["List-Id"] or message["Auto-Submitted"]),
        "?" in "".join(new),
    )


def made_files(folder: Path) -> dict[str, bytes]:
    files = [
        path
        for name in MADE
        for path in [folder / name, *(folder / name).rglob("*")]
        if path.is_file()
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def written_text() -> dict[str, str]:
    sources = [path for path in SAMPLE.iterdir() if path.suffix in {".py", ".toml"}]
    told = {path.name: path.read_text(encoding="utf-8") for path in sources}
    made = {
        name: data.decode().replace("\r\n ", "")  # lines of cards and events unfolded
        for name, data in made_files(SAMPLE).items()
    }
    return told | made


def addresses(message, *headers: str) -> set[str]:
    values = [str(v) for h in headers for v in message.get_all(h, [])]
    return {address.lower() for _, address in getaddresses(values) if address}


def test_generating_again_gives_equal_bytes(tmp_path):
    """The generator, run anew into an empty folder, writes what is committed."""
    program = [sys.executable, "-B", str(SAMPLE / "generate.py"), str(tmp_path)]
    subprocess.run(program, check=True, capture_output=True)
    made, committed = made_files(tmp_path), made_files(SAMPLE)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_only_invented_addresses_occur():
    """Every address of the sample ends in example.com, .org or .net."""
    found = {d for text in written_text().values() for d in ADDRESS.findall(text)}
    assert len(found) > 20
    assert [domain for domain in found if not INVENTED.fullmatch(domain)] == []


def test_only_numbers_kept_for_fiction_occur():
    """Every telephone number lies in the 555-01xx block."""
    texts = written_text()
    books = [text for name, text in texts.items() if name.endswith((".vcf", ".toml"))]
    found = {re.sub(r"\D", "", n) for text in books for n in NUMBER.findall(text)}
    assert len(found) > 40
    odd = [n for n in found if not re.fullmatch(r"(00)?1\d{3}55501\d{2}", n)]
    assert odd == []


def test_the_sample_stays_small():
    """What every clone carries of the sample is under two megabytes."""
    assert sum(map(len, made_files(SAMPLE).values())) < 2_000_000


def test_counts_are_as_stated(truth, letters):
    """truth.json counts the distinct messages, the copies and the cards."""
    copies = [*(SAMPLE / "inbox" / "maildir").rglob("*.phone*")]
    copies += [*(SAMPLE / "inbox" / "eml").rglob("*.eml")]
    mail = [letter for box in letters.values() for letter in box]
    ids = Counter(letter.message_id for letter in mail)
    assert len(ids) == truth["counts"]["letters"]
    extra = len(mail) - len(ids) + len(copies)
    assert extra == truth["counts"]["copies"]
    for name in ("google", "icloud", "nokia"):
        text = (SAMPLE / "inbox" / "vcard" / name / f"{name}.vcf").read_text()
        assert text.count("BEGIN:VCARD") == truth["counts"][name]


def test_the_archive_repeats_the_inbox(letters):
    """The archive holds messages of the Inbox again, and older ones of its own."""
    inbox = {letter.message_id for letter in letters["Inbox"]}
    archive = {letter.message_id for letter in letters["Archive"]}
    assert len(inbox & archive) > 100
    assert len(archive - inbox) > 50


def test_every_true_record_exists(truth):
    """Each card that truth.json gives somebody is in its address book, once."""
    for book in ("google", "icloud", "nokia"):
        text = (SAMPLE / "inbox" / "vcard" / book / f"{book}.vcf").read_text()
        uids = re.findall(r"^UID:(.+?)\r?$", text, re.MULTILINE)
        keys = [f"vcard/{book}/{uid}" for uid in uids]
        assert len(keys) == len(set(keys))
        mine = {k for p in truth["people"].values() for k in p["cards"]}
        told = {key for key in mine if key.startswith(f"vcard/{book}/")}
        assert told <= set(keys)
        # reception desks have a card and are nobody
        assert len(set(keys) - told) == (2 if book == "google" else 0)


def test_every_decision_names_a_known_record(truth):
    """Decisions have ids of their own and stand on cards or senders that exist."""
    with (SAMPLE / "decisions.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {key for p in truth["people"].values() for key in p["cards"]}
    known |= {f"mbox/default/{address}" for address in truth["planted"]["machines"]}
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(1, len(rows) + 1)]
    assert {r["record_a"] for r in rows} - {""} <= known
    about_nobody = {r["verb"] for r in rows if not r["record_a"]}
    assert about_nobody == {"undo", "goal", "target"}
    undone = {row["value"] for row in rows if row["verb"] == "undo"}
    assert [(r["id"], r["verb"]) for r in rows if r["id"] in undone] == [
        ("d44", "mute")
    ]


def newest(letters, person, owner) -> Letter | None:
    """The last letter that passed between the two, machines' answers aside."""
    theirs, mine = set(person["emails"]), set(owner)
    found = [
        letter
        for letter in [*letters["Inbox"], *letters["Sent"]]
        if not letter.automatic
        and (
            (letter.sender & theirs and letter.others & mine)
            or (letter.sender & mine and letter.others & theirs)
        )
    ]
    return max(found, key=lambda letter: letter.at, default=None)


def test_replies_owed_are_planted(truth, letters):
    """The last letter with each of them is a question to the owner."""
    owner = truth["owner"]["emails"]
    for key in truth["planted"]["reply_owed"]:
        last = newest(letters, truth["people"][key], owner)
        assert last.asks, key
        assert not last.sender & set(owner), key


def test_nobody_else_waits_for_a_reply(truth, letters):
    """Of all with whom the owner wrote of late, only they asked and were left."""
    owner, planted = set(truth["owner"]["emails"]), truth["planted"]
    since = date.fromisoformat(truth["as_of"]) - timedelta(days=60)
    for key, person in truth["people"].items():
        last = newest(letters, person, owner)
        if last and last.at.date() > since and key not in planted["reply_owed"]:
            assert last.sender & owner or not last.asks, key


def test_awaited_answers_are_planted(truth, letters):
    """The last letter with each of them is the owner's question."""
    owner = set(truth["owner"]["emails"])
    for key in truth["planted"]["waiting_on"]:
        last = newest(letters, truth["people"][key], owner)
        assert last.asks, key
        assert last.sender & owner, key


def test_dormant_ties_were_two_way_three_years_ago(truth, letters):
    """The old archive has letters both ways with them, and nothing is newer."""
    owner = set(truth["owner"]["emails"])
    limit = date.fromisoformat(truth["as_of"]) - timedelta(days=1095)
    mail = [letter for box in letters.values() for letter in box]
    for key in truth["planted"]["dormant"]:
        theirs = set(truth["people"][key]["emails"])
        came = [one for one in mail if one.sender & theirs]
        went = [one for one in mail if one.sender & owner and one.others & theirs]
        assert came, key
        assert went, key
        assert max(one.at.date() for one in came + went) < limit, key


def test_the_never_contacted_are_nowhere_in_the_mail(truth, letters):
    """Who is only on a card neither wrote nor was written to."""
    mail = [letter for box in letters.values() for letter in box]
    seen = set().union(*(letter.sender | letter.others for letter in mail))
    for key in truth["planted"]["never_contacted"]:
        assert not seen & set(truth["people"][key]["emails"]), key


def test_nothing_is_later_than_the_day_itself(truth, letters):
    """No letter is dated after the sample's as-of day."""
    day = date.fromisoformat(truth["as_of"])
    mail = [letter for box in letters.values() for letter in box]
    assert max(letter.at.date() for letter in mail) <= day
