"""`digest` says what the report's digest says, and sends nothing."""

from __future__ import annotations

import email
from email import policy


def test_the_digest_is_the_reports(call, lived_in):
    """It prints digest.txt as the newest report has it, word by word."""
    ended = call(lived_in, "digest")
    assert ended.code == 0, ended.err
    written = (lived_in.reports / "latest" / "digest.txt").read_text(encoding="utf-8")
    assert ended.out == written


def test_the_mail_is_a_file_for_the_owner_only(call, lived_in, tmp_path):
    """--mail writes the message, readable by the owner alone, and prints no name."""
    file = tmp_path / "week.eml"
    ended = call(lived_in, "digest", "--mail", file)
    assert ended.out == f"Written: {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["to"] == "robin.vale@example.com"
    assert (
        file.read_bytes() == (lived_in.reports / "latest" / "digest.eml").read_bytes()
    )


def test_a_folder_that_is_not_there(call, lived_in, tmp_path):
    """A file in no folder is refused in one line."""
    ended = call(lived_in, "digest", "--mail", tmp_path / "none" / "week.eml")
    assert ended.code == 1
    assert "there is no folder" in ended.err


def test_there_must_be_a_database(call, home):
    """Before the first run it says what to do."""
    ended = call(home, "digest")
    assert ended.code == 1
    assert "cultivate run" in ended.err
