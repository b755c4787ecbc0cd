"""What the folder, the settings and the files of a home show the doctor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

from flows.commands._finding import Finding
from flows.settings import Home, Settings, UserError

SPARE = 1 << 30


def _owner(home: Home, settings: Settings) -> Iterator[Finding]:
    for key in ("name", "emails"):
        if not getattr(settings.owner, key):
            yield Finding(
                "mend",
                f"owner.{key} is not set, so you may count as somebody else; "
                f"fill it in {home.settings_file}",
            )
    if settings.owner.timezone.removeprefix("Etc/") == "UTC":  # a server's own
        yield Finding(
            "note",
            f"owner.timezone is {settings.owner.timezone}; name your own zone, so that "
            "days end at midnight",
        )


def _permissions(home: Home, _settings: Settings) -> Iterator[Finding]:
    private = (home.settings_file, home.decisions, home.journal)
    for path in (home.path, home.inbox, *private, home.archive, home.database):
        if path.exists() and path.stat().st_mode & 0o077:
            right = "700" if path.is_dir() else "600"
            yield Finding("mend", f"others can read it: chmod {right} {path}")

    if not os.access(home.path, os.W_OK):
        yield Finding("mend", f"nothing can be written: chmod u+w {home.path}")


def _archive(home: Home, _settings: Settings) -> Iterator[Finding]:
    """Whether the archive is a database at all; a run at work holds it locked."""
    if not home.archive.is_file():
        return
    with home.archive.open("rb") as file:
        head = file.read(12)
    if head[8:] != b"DUCK":
        yield Finding(
            "mend",
            f"{home.archive} is no database any more; bring back a copy of it: "
            "cultivate restore, or move it away and import everything again",
        )


def _encrypted(home: Home, settings: Settings) -> Iterator[Finding]:
    """Databases left in clear, and the key that alone opens the others."""
    from flows import encryption

    if not settings.home.encrypt:
        return
    for file in encryption.differing(home, encrypted=True):
        yield Finding(
            "mend",
            f"{file} is not encrypted; the next run sees to it, or delete it if it is "
            "one set aside or broken",
        )
    yield Finding(
        "note",
        "without their key the databases are lost; keep a copy of it elsewhere: "
        "keyring get cultivate databases",
    )


def verified(home: Home, _settings: Settings) -> Iterator[Finding]:
    """Every block of the archive, every byte of its copies."""
    from flows import copies, steps

    if home.archive.is_file():
        try:
            with steps.held(home):
                tables = copies.read_tables(home.archive)
        except UserError as error:
            yield Finding("mend", str(error))
        else:
            held = sum(rows for rows, _ in tables.values())
            yield Finding("note", f"the archive reads whole: {held:,} rows")
    for copy in copies.kept(home):
        fault = copies.faults(copy)
        if fault:
            yield Finding("mend", f"delete {copy.file}: {fault}")
        else:
            yield Finding("note", f"the copy of {copy.day} is whole")


def _paths(_home: Home, settings: Settings) -> Iterator[Finding]:
    for source in settings.sources:
        for path in source.paths:
            if not path.exists():
                yield Finding(
                    "mend",
                    f"[sources.{source.source}] names {path}, which is not there; "
                    "put it back or take the line out",
                )


def _accounts(home: Home, settings: Settings) -> Iterator[Finding]:
    """A source there is none of, or a setting its connector does not know."""
    from flows import accounts

    try:
        accounts.check(home, settings)
    except UserError as error:
        yield Finding("mend", str(error))


def _disk(home: Home, _settings: Settings) -> Iterator[Finding]:
    """A night needs room for a second database and its spilled rows."""
    files = (home.archive, home.database)
    needed = SPARE + 3 * sum(file.stat().st_size for file in files if file.exists())
    free = shutil.disk_usage(home.path).free
    if free < needed:
        yield Finding(
            "mend",
            f"{free / SPARE:.1f} GB are free where a night may need "
            f"{needed / SPARE:.1f} GB; make room",
        )


def _decisions(home: Home, _settings: Settings) -> Iterator[Finding]:
    from flows.decisions import read

    for line in read(home):
        if line.what:
            yield Finding(
                "mend", f"decisions.csv, line {line.line}: {line.what}; {line.cure}"
            )


def _database(home: Home, _settings: Settings) -> Iterator[Finding]:
    if not home.database.is_file():
        yield Finding("mend", "no run yet: cultivate import PATH..., cultivate run")


LOOKS: tuple[Callable[[Home, Settings], Iterator[Finding]], ...] = (
    _owner,
    _permissions,
    _archive,
    _encrypted,
    _accounts,
    _paths,
    _disk,
    _decisions,
    _database,
)
