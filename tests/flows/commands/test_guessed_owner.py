"""Without the owner's addresses in the settings, sent mail tells them."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage

from flows import warehouse
from tests import nights


def fill(path, sender, recipient, count):
    box = mailbox.mbox(path)
    for number in range(count):
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, recipient
        mail["Message-ID"] = f"<{path.name}{number}@example.com>"
        mail["Date"] = f"Mon, {number + 1} Jun 2026 10:00:00 +0200"
        mail["Subject"] = "Lunch"
        mail.set_content("Shall we?")
        box.add(mail)
    box.close()


def test_sent_mail_tells_who_the_owner_is(home, call):
    """Direction is right without a word in the settings, and doctor asks."""
    text = home.settings_file.read_text()
    home.settings_file.write_text(
        "\n".join(li for li in text.splitlines() if not li.startswith("emails"))
    )
    fill(home.inbox / "Sent.mbox", "robin@example.com", "ana@example.org", 4)
    fill(home.inbox / "Inbox.mbox", "ana@example.org", "robin@example.com", 3)
    nights.collect(home)
    nights.build(home, datetime(2026, 6, 30, 22, tzinfo=UTC))
    with warehouse.open_database(home) as con:
        sides = con.execute(
            "select direction, count(*) from interactions group by all order by all"
        ).fetchall()
    assert sides == [("in", 3), ("out", 4)]
    shown = call(home, "doctor").out
    assert "robin@example.com" in shown
    assert "ana@example.org" not in shown
