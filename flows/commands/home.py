"""The home and its settings: `init`, `settings`."""

from __future__ import annotations

import json
import os
import shlex
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import typer

from flows.commands._lazy import group
from flows.commands._shared import (
    WrongUse,
    heading,
    home_of,
    on_terminal,
    opened,
    say,
    write_private,
)
from flows.commands._toml import settings_text, toml
from flows.settings import Home, Owner, Settings, UserError, parse

CHECKOUT = Path(__file__).resolve().parents[2]
app = group()


@app.command()
def init(
    ctx: typer.Context,
    owner_name: str = typer.Option("", metavar="NAME", help="Your name."),
    owner_email: list[str] = typer.Option(
        [], metavar="ADDRESS", help="An address you write from; repeat it for each."
    ),
    timezone: str = typer.Option(
        "", metavar="ZONE", help="Such as Europe/Lisbon; else this machine's."
    ),
    stage: str = typer.Option(
        "", metavar="STAGE", help="student, job_seeker, changing or settled."
    ),
    region: str = typer.Option(
        "", metavar="COUNTRY", help="Such as PT; for phone numbers that name none."
    ),
) -> None:
    """Make a home: cultivate.toml, commented, and an inbox.

    On a terminal it asks who you are; without one the options say it.

    Example: cultivate --home ~/cultivate init --owner-name "Robin Example"
    --owner-email robin@example.com --timezone Europe/Lisbon
    """
    home = home_of(ctx)
    if home.settings_file.exists():
        raise WrongUse(
            f"{home.settings_file} is there already; edit it, or name another home "
            "with --home"
        )
    given = Owner(
        owner_name, tuple(owner_email), (), stage or Owner.stage, timezone, region
    )
    guessed = [] if given.emails else _guessed(home)
    owner = _ask(given, guessed) if on_terminal() else given
    text = settings_text(_complete(owner))
    parse(tomllib.loads(text), home)
    _make(home, text)
    _report_init(home, owner, guessed)


def _guessed(home: Home) -> list[str]:
    """The addresses that look like the owner's in mail that is there already."""
    if not home.inbox.is_dir():
        return []
    from flows.owner_guess import guess_owner

    return guess_owner(home)


def _ask(given: Owner, guessed: list[str]) -> Owner:
    """Ask for what the options left open; what the mail suggests is offered."""
    emails = given.emails or tuple(
        typer.prompt(
            "Every address you write from, with spaces between",
            default=" ".join(guessed) or None,
            value_proc=lambda said: _checked(said, emails=tuple(said.split())),
        ).split()
    )
    return Owner(
        name=given.name or typer.prompt("Your name, as others write it"),
        emails=emails,
        stage=typer.prompt(
            "Your stage: student, job_seeker, changing or settled",
            default=given.stage,
            value_proc=lambda said: _checked(said, stage=said),
        ),
        timezone=given.timezone
        or typer.prompt(
            "Your time zone",
            default=_zone(),
            value_proc=lambda said: _checked(said, timezone=said),
        ),
        region=given.region
        or typer.prompt(
            "Your country in two letters, such as PT (may stay empty)",
            default="",
            show_default=False,
        ),
    )


def _checked(said: str, **answer: Any) -> str:
    """An answer that can be read back; any other is told, and asked for again."""
    try:
        text = settings_text(_complete(replace(Owner(), **answer)))
        parse(tomllib.loads(text), Home(Path()))
    except UserError as error:
        raise typer.BadParameter(str(error)) from None
    return said


def _complete(owner: Owner) -> Owner:
    wrong = next((email for email in owner.emails if "@" not in email), None)
    if wrong:
        raise WrongUse(f"{wrong} is no e-mail address; write it as name@example.com")
    zone = owner.timezone or _zone()
    return Owner(owner.name, owner.emails, (), owner.stage, zone, owner.region.upper())


def _zone() -> str:
    """The machine's own zone, where it tells one."""
    named = os.environ.get("TZ", "").lstrip(":")
    where = Path("/etc/localtime")
    linked = str(where.resolve()) if where.is_symlink() else ""
    return named or linked.partition("zoneinfo/")[2] or "UTC"


def _make(home: Home, text: str) -> None:
    home.path.mkdir(parents=True, exist_ok=True)
    if home.path.stat().st_mode & stat.S_IWOTH or home.path == home.path.parent:
        raise WrongUse(
            f"{home.path} is everybody's, and a home is closed to others; name a "
            f"folder of your own: --home {shlex.quote(str(home.path / 'cultivate'))}"
        )
    home.path.chmod(0o700)
    home.inbox.mkdir(mode=0o700, exist_ok=True)
    write_private(home.settings_file, text)


def _report_init(home: Home, owner: Owner, guessed: list[str]) -> None:
    say(f"Made {home.path}; its settings are in {home.settings_file.name}.")
    if not owner.name or not owner.emails:
        say(
            "The owner is not known yet: fill [owner] in cultivate.toml, "
            "or your own mails count as somebody else's."
        )
    if not owner.emails and guessed:
        say(
            f"By the mail in its inbox: emails = {json.dumps(guessed)}, if that is you."
        )
    elif not owner.emails:
        say("Once mail is read, `cultivate doctor` shows which addresses seem yours.")
    if home.path.is_relative_to(CHECKOUT):
        say(
            "It lies inside the checkout, where copying or publishing the checkout "
            "would carry it along; a home outside is safer: "
            "cultivate --home ~/cultivate init"
        )
    say("Next: drop exports into its inbox/, or name them: cultivate import PATH...")


@app.command()
def settings(
    ctx: typer.Context,
    explain: bool = typer.Option(False, "--explain", help="Say what each one does."),
) -> None:
    """Show the settings in force and where each comes from.

    Example: cultivate settings --explain
    """
    home, in_force = opened(ctx)
    written = tomllib.loads(home.settings_file.read_text(encoding="utf-8"))
    say(f"Settings of {home.settings_file}")
    for section in fields(Settings):
        if section.name == "sources":
            continue
        say()
        heading(f"[{section.name}]")
        for name, value, says in _flat(getattr(in_force, section.name)):
            origin = _origin(written.get(section.name, {}), name)
            say(f"{name} = {toml(value)}  ({origin})")
            if explain:
                say(f"    {says}")
    _show_sources(in_force)


def _flat(section: Any, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    """(dotted key, value, sentence) of everything in a section."""
    for field in fields(section):
        value = getattr(section, field.name)
        name = prefix + field.name
        if is_dataclass(value):
            yield from _flat(value, name + ".")
        elif isinstance(value, dict):
            says = field.metadata["says"]
            yield from ((f"{name}.{key}", item, says) for key, item in value.items())
        else:
            yield name, value, field.metadata["says"]


def _origin(written: Any, name: str) -> str:
    for key in name.split("."):
        if not isinstance(written, dict) or key not in written:
            return "default"
        written = written[key]
    return "file"


def _show_sources(in_force: Settings) -> None:
    for source in in_force.sources:
        say()
        heading(f"[sources.{source.source}.{source.account}]")
        for path in source.paths:
            say(f"path {path}  ({'there' if path.exists() else 'not found'})")
        if source.region:
            say(f"region = {toml(source.region)}  (file)")
