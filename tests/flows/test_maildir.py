"""A Maildir to which letters came is read as far as they go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows import steps
from flows.settings import Home
from tests.flows.test_collect import ask, run

LETTER = """From: Ana Okafor <ana@example.net>
To: Robin Vale <robin@example.com>
Message-ID: <{number}@example.net>
Date: Mon, {number} Jan 2024 08:00:00 +0000
Subject: the boat

Could you bring the map?
"""
ROWS = "select source_key, labels, first_run, last_run from raw.interactions order by 1"


@pytest.fixture
def post(home: Home) -> Path:
    """A folder with three letters, read in a first night."""
    folder = home.inbox / "maildir" / "post"
    for part in ("cur", "new"):
        (folder / part).mkdir(parents=True)
    for number in (1, 2, 3):
        put(folder, number)
    assert run(home)["maildir"] == (2, 3, 0)
    return folder


def put(folder: Path, number: int) -> None:
    (folder / "cur" / f"{number}.host:2,S").write_text(LETTER.format(number=number))


def deface(folder: Path) -> None:
    """What is opened is no letter any more, though it looks from outside as before."""
    for file in (folder / "cur").iterdir():
        status = file.stat()
        file.write_bytes(b"\0" * status.st_size)
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_only_new_letters_are_opened(home, post):
    """The others stand in the folder still, though nobody looked into them."""
    deface(post)
    put(post, 4)
    assert run(home)["maildir"] == (0, 1, 0)
    said = [(key, *runs) for key, _, *runs in ask(home, ROWS)]
    assert said == [(f"{n}@example.net", 1, 2) for n in (1, 2, 3)] + [
        ("4@example.net", 2, 2)
    ]


def test_a_letter_thrown_away_says_so(home, post):
    """Having been answered or flagged says nothing; trash is a label."""
    deface(post)
    (post / "cur" / "1.host:2,S").rename(post / "cur" / "1.host:2,RS")
    assert run(home)["maildir"] == (0, 0, 0)
    put(post, 2)
    (post / "cur" / "2.host:2,S").rename(post / "cur" / "2.host:2,ST")
    assert run(home)["maildir"] == (0, 1, 0)
    assert ("2@example.net", ["trash"], 3, 3) in ask(home, ROWS)


def test_letters_come_back_after_an_undone_import(home, post):
    """What only the undone run saw counts again when the folder is read again."""
    steps.undo_import(home, 1)
    put(post, 4)
    assert run(home)["maildir"][1] == 4
