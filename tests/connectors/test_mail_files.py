"""Mailbox files, Maildirs and single messages as they lie on a disk."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connectors import Interaction, SourceError, eml, maildir, mbox
from tests.connectors.golden import READING

CHECKOUT = Path(mbox.__file__).parent.parent
HEAD = (
    b"From: Ana <ana@example.org>\nTo: robin@example.com\n"
    b"Date: Mon, 4 Sep 2023 08:00:00 +0000\n"
)
MAILBOX = b"From ana@example.org Mon Sep  4 08:00:00 2023\n" + HEAD + b"\nText.\n\n"


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Sent", ("sent",)),
        ("Sent.mbox", ("sent",)),
        ("Sent-1", ("sent",)),
        ("Sent Messages.mbox/mbox", ("sent",)),
        ("Gesendet.mbox", ("sent",)),
        ("Junk", ("spam",)),
        ("Trash.mbox", ("trash",)),
        ("All mail Including Spam and Trash.mbox", ()),
        ("2011-March.txt", ()),
        ("Inbox", ()),
    ],
)
def test_mailbox_names(name, labels, tmp_path):
    """A mailbox file's name labels its messages when it means one of the five."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(MAILBOX)
    assert mbox.identify(path)
    assert next(mbox.extract(path, READING)).labels == labels


def test_packed_mailbox(tmp_path):
    """A mailbox packed by gzip is read as if it were not."""
    plain, packed = tmp_path / "2011-March.txt", tmp_path / "2011-March.txt.gz"
    plain.write_bytes(MAILBOX * 3)
    packed.write_bytes(gzip.compress(MAILBOX * 3))
    assert mbox.identify(packed)
    assert list(mbox.extract(packed, READING)) == list(mbox.extract(plain, READING))


def test_mailbox_shortened_while_read(tmp_path):
    """A mailbox that a mail program shortens meanwhile ends early, without failure."""
    path = tmp_path / "Inbox"
    path.write_bytes(MAILBOX * 20_000)
    things = mbox.extract(path, replace(READING, text_signals=False))
    assert isinstance(next(things), Interaction)
    os.truncate(path, 1000)
    assert sum(isinstance(thing, Interaction) for thing in things) < 20_000


def test_broken_packed_mailbox(tmp_path):
    """A packed mailbox that breaks off is a source error."""
    noise = os.urandom(20_000).hex().encode()
    path = tmp_path / "2011-March.txt.gz"
    path.write_bytes(gzip.compress(MAILBOX + noise)[:-6000])
    with pytest.raises(SourceError):
        list(mbox.extract(path, READING))


def test_maildir_of_many_folders(tmp_path):
    """A Maildir's sub-folders are read with it, in the order of their names."""
    for folder in ("", ".b", ".a", ".Sent"):
        (tmp_path / folder / "cur").mkdir(parents=True)
        (tmp_path / folder / "new").mkdir()
        message = HEAD + f"Message-ID: <{folder}@x>\n\n".encode()
        (tmp_path / folder / "cur" / "1.2.host:2,S").write_bytes(message)
    touches = [
        (thing.source_key, thing.labels)
        for thing in maildir.extract(tmp_path, READING)
        if isinstance(thing, Interaction)
    ]
    assert touches == [
        ("@x", ()), (".Sent@x", ("sent",)), (".a@x", ("a",)), (".b@x", ("b",)),
    ]  # fmt: skip


def test_maildir_file_without_permission(tmp_path, as_anybody):
    """A message that may not be read is a problem, and the next is read."""
    for folder in ("cur", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1").write_bytes(HEAD + b"\n")
    (tmp_path / "cur" / "1").chmod(0)
    code = """
import sys
from pathlib import Path
from connectors import maildir
from tests.connectors.golden import READING

for found in maildir.extract(Path(sys.argv[1]), READING):
    print(type(found).__name__)
"""
    words = [*as_anybody, sys.executable, "-c", code, tmp_path]
    told = subprocess.run(words, capture_output=True, check=True, cwd=CHECKOUT)
    assert told.stdout.split()[:2] == [b"Problem", b"Interaction"]


@pytest.mark.parametrize(
    ("name", "data", "want"),
    [
        ("a.eml", HEAD + b"\nText.", True),
        ("a.EML", b"\xef\xbb\xbf" + HEAD + b"\nText.", True),
        ("a.eml", MAILBOX, False),
        ("a.eml", b"Dear Ana,\n\nFrom: here on\n", False),
        ("a.emlx", b"%d\n" % len(HEAD) + HEAD + b"<plist>", True),
        ("a.txt", HEAD + b"\nText.", False),
        ("a.eml", b"", False),
    ],
)
def test_single_messages(name, data, want, tmp_path):
    """A file is a message by its ending and its header; a mailbox is none."""
    path = tmp_path / name
    path.write_bytes(data)
    assert eml.identify(path) is want


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's own figure")
def test_memory_does_not_follow_the_file(tmp_path):
    """Reading 60 MB of mail takes hardly more memory than reading 12 MB."""
    message = MAILBOX.replace(b"Text.", b"Text.\n" + b"QUJD" * 18 + b"\n")
    message += b"QUJDREVG" * 20_000 + b"\n\n"
    peaks = []
    for megabytes in (12, 60):
        path = tmp_path / f"{megabytes}.mbox"
        path.write_bytes(message * (megabytes * 1_000_000 // len(message)))
        peaks.append(_peak_of_reading(path))
    assert peaks[1] - peaks[0] < 16_000


def _peak_of_reading(path):
    """Peak kilobytes of a Python that reads the mailbox and keeps nothing."""
    program = (
        "import sys; from pathlib import Path; from zoneinfo import ZoneInfo\n"
        "from connectors import Reading, mbox\n"
        "reading = Reading('d', ZoneInfo('UTC'))\n"
        "for _ in mbox.extract(Path(sys.argv[1]), reading): pass\n"
        "print(Path('/proc/self/status').read_text())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        check=True, capture_output=True, text=True, cwd=CHECKOUT,
    )  # fmt: skip
    return int(re.search(r"VmHWM:\s*(\d+) kB", done.stdout)[1])


def test_grown_mailbox(tmp_path):
    """A mailbox that grew gives its new messages; a packed one is read whole."""
    path = tmp_path / "Inbox"
    path.write_bytes(MAILBOX * 2)
    grown = replace(READING, start=path.stat().st_size)
    path.write_bytes(MAILBOX * 2 + MAILBOX.replace(b"ana@", b"kofi@"))
    assert mbox.grows
    (touch, *people) = mbox.extract(path, grown)
    assert touch.participants[0].record_key == "kofi@example.org"
    assert len(people) == 2
    packed = tmp_path / "Inbox.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert len(list(mbox.extract(packed, grown))) == 6
