"""`schedule` shows what it writes, and writes what the system understands."""

from __future__ import annotations

import os
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from flows.commands import _schedulers
from flows.commands._schedulers import Cron, Launchd, Night, Systemd

CRONTAB = """\
#!/bin/sh
# a crontab kept in a file, for what a test must not do to the real one
if [ "$1" = "-l" ]; then cat "$HOME/crontab"; else cat > "$HOME/crontab"; fi
"""
NOTES_ITS_WORDS = """\
#!/bin/sh
echo "$@" >> "$HOME/said"
"""
ODD = Path('/srv/a home/100% "mine" $HOME')


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A user whose systemctl and crontab only note what they are told."""
    folder = tmp_path / "user"
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name, text in (("crontab", CRONTAB), ("systemctl", NOTES_ITS_WORDS)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    return folder


def test_a_timer_is_shown_written_and_taken_away(call, home, system):
    """Both units appear, the timer is enabled; remove leaves neither."""
    ended = call(home, "schedule", "install", "--at", "04:15", "--yes")
    assert ended.code == 0, ended.err
    units = sorted((system / ".config/systemd/user").iterdir())
    assert [unit.suffix for unit in units] == [".service", ".timer"]
    assert all(unit.read_text() in ended.out for unit in units)
    assert "OnCalendar=*-*-* 04:15:00 Europe/Berlin" in units[1].read_text()
    assert f"enable --now {units[1].name}" in (system / "said").read_text()
    assert call(home, "schedule", "status").code == 0
    assert call(home, "schedule", "remove").code == 0
    assert list((system / ".config/systemd/user").iterdir()) == []
    assert call(home, "schedule", "status").code == 1


def test_nothing_is_written_unasked(call, home, system):
    """Without a terminal and without --yes it shows, and stops."""
    ended = call(home, "schedule", "install")
    assert ended.code == 2
    assert "ExecStart=" in ended.out
    assert not (system / ".config").exists()


@pytest.mark.parametrize("at", ["25:00", "morning", "5"])
def test_an_hour_that_is_none_says_how_to_write_one(call, home, system, at):
    """The form is shown."""
    ended = call(home, "schedule", "install", "--at", at, "--yes")
    assert ended.code == 2
    assert "05:30" in ended.err


def test_a_cron_line_leaves_the_other_lines(call, home, system):
    """Ours is added once, however often, and only ours is taken out."""
    (system / "crontab").write_text("0 1 * * * other --thing\n")
    for hour in ("05:30", "06:45"):
        ended = call(home, "schedule", "install", "--by", "cron", "--at", hour, "--yes")
        assert ended.code == 0, ended.err
    first, ours = (system / "crontab").read_text().splitlines()
    assert first == "0 1 * * * other --thing"
    assert ours.startswith("45 6 * * * ")
    assert str(home.path) in ours
    assert call(home, "schedule", "remove").code == 0
    assert (system / "crontab").read_text() == "0 1 * * * other --thing\n"


def test_a_shell_reads_the_cron_line_as_the_same_words():
    """Spaces, quotes, dollars and percents of a home's path survive cron and sh."""
    night = Night(ODD, 5, 30, "UTC")
    command = Cron(night).line.split(" ", 5)[5].rpartition("  # ")[0]
    assert shlex.split(command.replace(r"\%", "%")) == night.words


@pytest.mark.needs("systemd-analyze")
def test_systemd_accepts_the_units(tmp_path):
    """The real systemd reads both without complaint, an odd path included."""
    night = Night(ODD, 5, 30, "Europe/Berlin")
    for file, text in Systemd(night).files().items():
        plain = text.replace(night.words[0], shutil.which("true"))
        (tmp_path / file.name).write_text(plain)
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--recursive-errors=no", *units],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
    )
    complaints = [line for line in done.stderr.splitlines() if "cultivate-" in line]
    assert complaints == []


def test_launchd_s_list_holds_the_words_as_they_are():
    """A property list needs no quoting; the umask keeps files private."""
    night = Night(ODD, 5, 30, "UTC")
    (text,) = Launchd(night).files().values()
    plist = plistlib.loads(text.encode())
    assert plist["ProgramArguments"] == night.words
    assert plist["StartCalendarInterval"] == {"Hour": 5, "Minute": 30}
    assert plist["Umask"] == 0o077


def test_two_homes_have_two_schedules():
    """The name is the home's."""
    one, other = (Night(Path(path), 5, 30, "UTC") for path in ("/srv/a", "/srv/b"))
    assert one.name != other.name


def test_a_machine_without_any_is_told_what_to_do(call, home, monkeypatch):
    """Where nothing answers, serving is the way."""
    monkeypatch.setattr(_schedulers.shutil, "which", lambda _: None)
    ended = call(home, "schedule", "install", "--yes")
    assert ended.code == 1
    assert "nightly --schedule" in ended.err
