"""The page: one file that loads nothing and runs nothing but its own script.

The security policy names the script and the style by their hashes, everything
else is forbidden; templates escape by default; the table's data are JSON with
every `<` escaped; links are mailto:, tel: and https: only.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.report import circle, everyone, sections, week, words
from flows.report.reading import Material
from flows.settings import Settings

HERE = Path(__file__).parent
COUNTED = ("closeness", "due", "owed", "goals", "report")


@dataclass(frozen=True)
class Stamp:
    """What every output of a run is marked with."""

    version: str
    settings_digest: str

    @classmethod
    def of(cls, settings: Settings) -> Stamp:
        """The stamp of these settings and this version of cultivate."""
        return cls(metadata.version("cultivate"), settings.digest)


def page(material: Material, settings: Settings, *, redacted: bool) -> str:
    """report.html as text."""
    script, style = _beside("script.js"), _beside("style.css")
    table = everyone.island(material, redacted=redacted)
    return _environment().get_template("report.html.j2").render(
        policy=policy(script, style),
        script=Markup(script),  # noqa: S704  our own file, named by its hash
        style=Markup(style),  # noqa: S704  the same
        island=as_island(table),
        stamp=Stamp.of(settings),
        as_of=material.as_of,
        owner=words.initials(settings.owner.name) if redacted else settings.owner.name,
        redacted=redacted,
        nights=sections.nights(material),
        week=week.week(material),
        owed=sections.owed(material),
        touch=sections.keep_in_touch(material),
        movers=circle.movers(material),
        ties=circle.ties(material),
        circle=circle.known_to_each_other(material),
        goals=sections.goals(material),
        weak=sections.weak_ties(material),
        give=circle.give_and_take(material),
        groups=circle.groups(material),
        learned=sections.learned(material),
        everyone=everyone.everyone(material),
        health=sections.health(material),
        coverage=circle.coverage(material),
        counted=counted(settings),
        weights=asdict(settings.weights),
        stage=settings.owner.stage,
    )  # fmt: skip


def policy(script: str, style: str) -> str:
    """The content security policy that lets just these two run."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; "
        f"style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def as_island(table: Any) -> Markup:
    """JSON that cannot leave its script element."""
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704  every < is escaped above


def counted(settings: Settings) -> list[tuple[str, list[tuple[str, str]]]]:
    """The settings that reach a score, by section."""
    return [
        (
            section,
            [(key, _said(value)) for key, value in asdict(held).items()],
        )
        for section in COUNTED
        for held in [getattr(settings, section)]
    ]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_said, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()


def _beside(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "action": words.action,
        "brief": words.brief,
        "day": words.day,
        "iso": words.iso,
        "mailto": words.mailto,
        "number": words.number,
        "say": words.say,
        "tel": words.tel,
        "weekday": words.weekday,
    }
    made.globals |= {
        "count": words.count,
        "days_ago": words.days_ago,
        "owed_words": words.owed,
        "part_words": words.PARTS,
    }
    return made
