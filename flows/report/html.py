"""The page: one file that loads nothing and runs nothing but its own script.

The security policy names the script and the style by their hashes, everything
else is forbidden; templates escape by default; the table's data are JSON with
every `<` escaped; links are mailto: and tel: only.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.report import circle, details, everyone, sections, week, words
from flows.report.escape import as_json
from flows.report.reading import Material
from flows.settings import Settings

HERE = Path(__file__).parent
COUNTED = ("closeness", "due", "owed", "goals", "report")
SCRIPTS = ("page.js", "answers.js", "card.js", "everyone.js")
LARGEST = 2_000_000  # bytes of the page; cards are told in full while there is room
DETAILS = Markup("<!--details-->")  # text of others has no < and cannot look like it


@dataclass(frozen=True)
class Stamp:
    """What every output of a run is marked with."""

    version: str
    settings_digest: str

    @classmethod
    def of(cls, settings: Settings) -> Stamp:
        """The stamp of these settings and this version of cultivate."""
        return cls(metadata.version("cultivate"), settings.digest)


def page(
    material: Material, settings: Settings, *, redacted: bool, served: bool = False
) -> str:
    """report.html as text; `served`, its buttons tell the server that gave it."""
    frame = _frame(material, settings, redacted=redacted, served=served)
    room = 0 if redacted else LARGEST - len(frame.encode())
    return frame.replace(DETAILS, details.island(material, room), 1)


def _frame(
    material: Material, settings: Settings, *, redacted: bool, served: bool
) -> str:
    script, style = the_script(), the_style()
    table = everyone.island(material, redacted=redacted) | {"served": served}
    return _environment().get_template("report.html.j2").render(
        policy=policy(script, style, served=served),
        script=Markup(script),  # noqa: S704  our own file, named by its hash
        style=Markup(style),  # noqa: S704  the same
        island=as_json(table),
        details=DETAILS,
        served=served,
        stamp=Stamp.of(settings),
        as_of=material.as_of,
        owner=words.initials(settings.owner.name) if redacted else settings.owner.name,
        redacted=redacted,
        nights=sections.nights(material),
        week=week.week(material, settings.owner.name),
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


def the_script() -> str:
    """The page's one script, of its parts."""
    parts = "".join(_beside(f"script/{name}") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{_lean(parts)}}})();\n'


def the_style() -> str:
    """The page's one style."""
    text = _lean(_beside("style.css"))
    for loose in (": ", "; ", " {", "{ ", " }"):
        text = text.replace(loose, loose.strip())
    return text


def policy(script: str, style: str, *, served: bool = False) -> str:
    """The content security policy that lets just these two run.

    A served page may besides speak with its own server; nothing else may.
    """
    own = "connect-src 'self'; " if served else ""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; "
        f"style-src '{_hash(style)}'; img-src data:; {own}"
        "base-uri 'none'; form-action 'none'"
    )


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


def _lean(text: str) -> str:
    """Without indentation and lines of comment: nobody edits them in the page."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and line[:2] != "//")


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
