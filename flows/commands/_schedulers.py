"""The three that can start a night: systemd, launchd and cron.

Each says what it would write and how it is told of it, so that all of it can be
shown before anything is done. A schedule is named after its home: two homes on one
machine have two.
"""

from __future__ import annotations

import hashlib
import plistlib
import shlex
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from flows.settings import UserError


@dataclass(frozen=True)
class Night:
    """What is to be started: the home, the hour, and the owner's zone."""

    home: Path
    hour: int
    minute: int
    zone: str

    @property
    def name(self) -> str:
        """What the system calls it."""
        mark = hashlib.blake2b(str(self.home).encode(), digest_size=4).hexdigest()
        return f"cultivate-{mark}"

    @property
    def words(self) -> list[str]:
        """The command and its arguments."""
        program = Path(sys.executable).with_name("cultivate")
        return [str(program), "--home", str(self.home), "nightly"]


class Scheduler(ABC):
    """One way to have a program started every day, for this user alone."""

    name: str
    keeps: str

    def __init__(self, night: Night) -> None:
        self.night = night

    @classmethod
    @abstractmethod
    def works(cls) -> bool:
        """Whether this machine has it, running."""

    @abstractmethod
    def files(self) -> dict[Path, str]:
        """What is written, and where."""

    @abstractmethod
    def install(self) -> None:
        """Write it and have it begin."""

    @abstractmethod
    def remove(self) -> bool:
        """Take it away; gives whether there was one."""

    @abstractmethod
    def status(self) -> str:
        """What it says of the next night; empty when none is installed."""


class Systemd(Scheduler):
    """A user's timer; a night missed while the machine slept is made up for."""

    name = "systemd"
    keeps = "loginctl enable-linger lets it run while you are logged out"

    @classmethod
    def works(cls) -> bool:
        """Whether a manager of the user's own answers."""
        return bool(shutil.which("systemctl")) and _ok(
            ["systemctl", "--user", "show-environment"]
        )

    def files(self) -> dict[Path, str]:
        """A service that runs once, and the timer that starts it."""
        folder = Path("~/.config/systemd/user").expanduser()
        night, words = self.night, " ".join(map(_systemd_word, self.night.words))
        hour = f"{night.hour:02}:{night.minute:02}:00 {night.zone}"
        service = (
            "[Unit]\nDescription=The night of cultivate\n\n"
            f"[Service]\nType=oneshot\nExecStart={words}\n"
            "UMask=0077\nNice=10\nIOSchedulingClass=idle\n"
        )
        timer = (
            "[Unit]\nDescription=The hour of cultivate\n\n"
            f"[Timer]\nOnCalendar=*-*-* {hour}\nPersistent=true\n\n"
            "[Install]\nWantedBy=timers.target\n"
        )
        return {
            folder / f"{night.name}.service": service,
            folder / f"{night.name}.timer": timer,
        }

    def install(self) -> None:
        """Write both and enable the timer."""
        _write(self.files())
        _do(["systemctl", "--user", "daemon-reload"])
        _do(["systemctl", "--user", "enable", "--now", f"{self.night.name}.timer"])

    def remove(self) -> bool:
        """Disable the timer and delete both."""
        if not any(file.exists() for file in self.files()):
            return False
        _ok(["systemctl", "--user", "disable", "--now", f"{self.night.name}.timer"])
        for file in self.files():
            file.unlink(missing_ok=True)
        _do(["systemctl", "--user", "daemon-reload"])
        return True

    def status(self) -> str:
        """The timer's line of `list-timers`."""
        if not all(file.exists() for file in self.files()):
            return ""
        timer = f"{self.night.name}.timer"
        told = _said(["systemctl", "--user", "list-timers", "--no-legend", timer])
        return told.strip() or f"{timer} is written, but not enabled"


class Launchd(Scheduler):
    """A user's agent on macOS; it starts a missed night when the machine wakes."""

    name = "launchd"
    keeps = "it runs while you are logged in; the hour is the machine's own"

    @classmethod
    def works(cls) -> bool:
        """Whether this is a Mac."""
        return sys.platform == "darwin"

    @property
    def _label(self) -> str:
        return f"org.{self.night.name.replace('-', '.')}"

    def files(self) -> dict[Path, str]:
        """One property list."""
        plist = {
            "Label": self._label,
            "ProgramArguments": self.night.words,
            "StartCalendarInterval": {
                "Hour": self.night.hour,
                "Minute": self.night.minute,
            },
            "ProcessType": "Background",
            "Umask": 0o077,
        }
        file = Path(f"~/Library/LaunchAgents/{self._label}.plist").expanduser()
        return {file: plistlib.dumps(plist).decode()}

    def install(self) -> None:
        """Write it and load it."""
        _write(self.files())
        (file,) = self.files()
        _ok(["launchctl", "unload", str(file)])
        _do(["launchctl", "load", "-w", str(file)])

    def remove(self) -> bool:
        """Unload it and delete it."""
        (file,) = self.files()
        if not file.exists():
            return False
        _ok(["launchctl", "unload", "-w", str(file)])
        file.unlink()
        return True

    def status(self) -> str:
        """Whether launchd knows it."""
        (file,) = self.files()
        if not file.exists():
            return ""
        known = _ok(["launchctl", "list", self._label])
        hour = f"{self.night.hour:02}:{self.night.minute:02}"
        return f"{self._label}, " + (f"daily at {hour}" if known else "not loaded")


class Cron(Scheduler):
    """A line of the user's crontab; a night missed is not made up for."""

    name = "cron"
    keeps = "the hour is the machine's own; a night it sleeps through is left out"

    @classmethod
    def works(cls) -> bool:
        """Whether there is a crontab command."""
        return bool(shutil.which("crontab"))

    @property
    def line(self) -> str:
        """The line; cron reads a bare % as the end of the command."""
        words = shlex.join(self.night.words).replace("%", r"\%")
        return (
            f"{self.night.minute} {self.night.hour} * * * {words}  # {self.night.name}"
        )

    def files(self) -> dict[Path, str]:
        """The line, in a place only crontab may write."""
        return {Path("crontab"): self.line + "\n"}

    def install(self) -> None:
        """Put the line at the end, in place of an earlier one."""
        _do(["crontab", "-"], "\n".join([*self._others(), self.line]) + "\n")

    def remove(self) -> bool:
        """Take the line out; the others stay as they are."""
        if not self.status():
            return False
        _do(["crontab", "-"], "".join(f"{line}\n" for line in self._others()))
        return True

    def status(self) -> str:
        """The line as it stands."""
        return next((line for line in _crontab() if self._is_ours(line)), "")

    def _is_ours(self, line: str) -> bool:
        return line.endswith(f"# {self.night.name}")

    def _others(self) -> list[str]:
        return [line for line in _crontab() if not self._is_ours(line)]


SCHEDULERS: tuple[type[Scheduler], ...] = (Launchd, Systemd, Cron)


def choose(named: str, night: Night) -> Scheduler:
    """The scheduler of that name, else the first this machine has.

    Raises UserError when there is none.
    """
    for kind in SCHEDULERS:
        if kind.name == named or (not named and kind.works()):
            return kind(night)
    raise UserError(
        "neither systemd, launchd nor cron answers here; leave running instead: "
        'cultivate nightly --schedule "30 5 * * *"'
    )


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'.replace("%", "%%").replace("$", "$$")


def _crontab() -> list[str]:
    return _said(["crontab", "-l"]).splitlines()


def _write(files: dict[Path, str]) -> None:
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _ok(words: list[str]) -> bool:
    return _run(words).returncode == 0


def _said(words: list[str]) -> str:
    done = _run(words)
    return done.stdout if done.returncode == 0 else ""


def _do(words: list[str], text: str = "") -> None:
    done = _run(words, text)
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise UserError(f"{shlex.join(words)}: {said}")


def _run(words: list[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # the system's own programs, our own words
        words, input=text, capture_output=True, text=True, check=False, timeout=60
    )
