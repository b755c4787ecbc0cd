"""A small lived-in home, made by the commands themselves."""

from __future__ import annotations

import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.commands import main
from flows.settings import Home

AS_OF = "2026-03-31"
CARDS = """\
BEGIN:VCARD
VERSION:3.0
UID:ana-1
FN:Ana Okafor
N:Okafor;Ana;;;
EMAIL:ana.okafor@example.com
ORG:Example Robotics
TITLE:Data engineer
BDAY:1988-04-11
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:ana-2
FN:Ana Lindqvist
N:Lindqvist;Ana;;;
EMAIL:ana.lindqvist@example.net
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:jose-1
FN:José Núñez
N:Núñez;José;;;
EMAIL:jose@example.org
NICKNAME:Pepe
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:robert-1
FN:Robert King
N:King;Robert;;;
EMAIL:robert.king@example.org
END:VCARD
"""
OTHER_CARDS = """\
BEGIN:VCARD
VERSION:3.0
UID:okafor-work
FN:Okafor\\, Ana
N:Okafor;Ana;;;
EMAIL:ANA.OKAFOR@example.com
EMAIL:a.okafor@example.org
END:VCARD
"""
MAIL = """\
From: {sender}
To: {to}
Subject: {subject}
Date: {date}
Message-ID: <{number}@example.com>

{text}
"""
ROBIN = "Robin Vale <robin.vale@example.com>"
ANA = "Ana Okafor <ana.okafor@example.com>"
JOSE = "José Núñez <jose@example.org>"
SHOP = "Shop <no-reply@shop.example.com>"
MAILS = (
    (ANA, ROBIN, "Lunch", "Mon, 05 Jan 2026 09:00:00 +0000", "Lunch on Friday?"),
    (ROBIN, ANA, "Re: Lunch", "Mon, 05 Jan 2026 11:00:00 +0000", "With pleasure."),
    (ANA, ROBIN, "A question", "Mon, 23 Mar 2026 09:00:00 +0000", "Can you help me?"),
    (ROBIN, JOSE, "Hello", "Thu, 01 Jan 2026 09:00:00 +0000", "Long time no see."),
    (JOSE, ROBIN, "Re: Hello", "Fri, 02 Jan 2026 09:00:00 +0000", "Good to hear."),
    (SHOP, ROBIN, "Your order", "Fri, 02 Jan 2026 10:00:00 +0000", "It is on its way."),
)


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, what it said and what it complained of."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys):
    """Call the command line in this process, in a given home."""

    def run(home: Home, *words: str | Path) -> Ended:
        capsys.readouterr()
        code = main(["--home", str(home.path), *map(str, words)])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def review(call, monkeypatch):
    """Sit a review with these lines typed."""

    def sit(home: Home, typed: str, *words: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        ended = call(home, "review", *words)
        assert ended.code == 0, ended.err
        return ended.out

    return sit


def write_exports(folder: Path) -> None:
    """Two address books and a mail folder of an invented owner."""
    folder.mkdir()
    (folder / "friends.vcf").write_text(CARDS, encoding="utf-8")
    (folder / "work.vcf").write_text(OTHER_CARDS, encoding="utf-8")
    for number, (sender, to, subject, date, text) in enumerate(MAILS):
        mail = MAIL.format(
            sender=sender, to=to, subject=subject, date=date, number=number, text=text
        )
        (folder / f"{number}.eml").write_text(mail, encoding="utf-8")


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Home:
    """A home with people, mail and a report, for tests that only look."""
    folder = tmp_path_factory.mktemp("commands")
    home = Home(folder / "home")
    write_exports(folder / "exports")
    owner = ["--owner-name", "Robin Vale", "--owner-email", "robin.vale@example.com"]
    where = ["--home", str(home.path)]
    zone = ["--timezone", "Europe/Berlin", "--region", "DE"]
    assert main([*where, "init", *owner, *zone]) == 0
    assert main([*where, "import", str(folder / "exports")]) == 0
    assert main([*where, "build", "--as-of", AS_OF]) == 0
    return home


@pytest.fixture
def lived_in(shared, tmp_path) -> Home:
    """The same, as the test's own copy."""
    copy = Home(tmp_path / "lived-in")
    shutil.copytree(shared.path, copy.path, symlinks=True)
    return copy


@pytest.fixture
def exports(tmp_path):
    """The exports the home was made of, once more."""
    folder = tmp_path / "exports"
    write_exports(folder)
    return folder
