from __future__ import annotations

import email
import re
from email import policy

from conftest import SETTINGS

from flows.report import words


def test_a_line_a_person_in_the_reports_order(folder):
    """The digest holds the week's people, in order, with the page's figures."""
    text = (folder / "digest.txt").read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^ ?(\d+) +(\d+\.\d)  ", text)
    assert [int(rank) for rank, _ in lines] == list(range(1, 11))
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert [figure for _, figure in lines] == re.findall(
        r'<span class="figure">([\d.]+)', page
    )


def test_no_line_is_wider_than_80_columns(folder, hostile):
    """Every line fits 80 columns, wide characters counted twice."""
    for text in (folder / "digest.txt", hostile.parent / "digest.txt"):
        lines = text.read_text(encoding="utf-8").splitlines()
        assert max(words.columns(line) for line in lines) <= 80


def test_the_mail_is_a_message_to_the_owner(folder):
    """digest.eml parses, is from and to the owner, and holds the same text."""
    raw = (folder / "digest.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message["to"] == message["from"] == SETTINGS.owner.emails[0]
    assert message["date"].datetime.isoformat() == "2026-11-22T08:00:00+01:00"
    assert message["message-id"].endswith("@cultivate.invalid>")
    text = (folder / "digest.txt").read_text(encoding="utf-8")
    assert message.get_content().splitlines() == text.splitlines()
    assert not message.defects
    assert b"\n" not in raw.replace(b"\r\n", b"")
