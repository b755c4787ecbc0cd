"""Add a path to a source's section of cultivate.toml, keeping every comment."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from flows.commands._shared import say, write_private
from flows.commands._toml import toml
from flows.settings import Home, parse
from flows.source_settings import SourceSettings


def add_path(home: Home, source: str, path: Path) -> None:
    """Let every night read the path; the owner's own lines stay as they are.

    The new text must read as the old settings with just this path more; else
    nothing is written and the owner is told which line to add.
    """
    text = home.settings_file.read_text(encoding="utf-8")
    before = _paths(text, home)
    wanted = before | {(source, "default", path)}
    for changed in (_inside(text, source, path), _after(text, source, path)):
        if _reads_as(changed, home, wanted):
            write_private(home.settings_file, changed)
            say(f"Added to [sources.{source}] of {home.settings_file.name}.")
            return
    say(f"Add to [sources.{source}] yourself: paths = [{toml(str(path))}]")


def _inside(text: str, source: str, path: Path) -> str:
    """The path put first in the section's own list."""
    section = rf"(^\[sources\.{re.escape(source)}\][^\[]*?^paths\s*=\s*\[)"
    return re.sub(
        section,
        lambda found: f"{found[1]}{toml(str(path))}, ",
        text,
        flags=re.MULTILINE,
        count=1,
    )


def _after(text: str, source: str, path: Path) -> str:
    """A new section at the end."""
    gap = "" if text.endswith("\n") else "\n"
    return f"{text}{gap}\n[sources.{source}]\npaths = [{toml(str(path))}]\n"


def _reads_as(text: str, home: Home, wanted: set[tuple[str, str, Path]]) -> bool:
    try:
        return _paths(text, home) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _paths(text: str, home: Home) -> set[tuple[str, str, Path]]:
    found: tuple[SourceSettings, ...] = parse(tomllib.loads(text), home).sources
    return {(one.source, one.account, path) for one in found for path in one.paths}
