"""cultivate.toml, commented, written from the settings' own fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from flows.settings import Owner, Settings

HEAD = """\
# cultivate.toml - the settings of this home; no secrets belong here.
# A line with a # before its key shows the default: take the # away to change it.
# An unknown key is an error that names the nearest one.
"""

SOURCES = """\

# Files and folders every night reads beside inbox/, by source; what there is:
# cultivate sources. Relative paths start at this home.
# [sources.vcard]
# paths = ["~/exports/contacts.vcf"]
#
# Several accounts of one source; region is read into phone numbers there.
# [sources.mbox.work]
# paths = ["~/exports/work.mbox"]
# region = "PT"
#
# An account on a server; its password goes elsewhere: cultivate login imap
# [sources.imap.work]
# host = "imap.example.com"
# user = "robin@example.com"
#
# A table of your own, when its headings are not known: which column is what.
# [sources.csv.club]
# paths = ["~/exports/members.csv"]
# columns = { name = "Who", email = ["Mail", "Mail 2"], note = "column 7" }
"""

EXAMPLE = Owner(
    name="Robin Example",
    emails=("robin@example.com", "robin@example.org"),
    stage="changing",
    timezone="Europe/Lisbon",
    region="PT",
)


def settings_text(owner: Owner) -> str:
    """The whole file for an owner; what equals the default is commented out."""
    sections = [
        line
        for field in fields(Settings)
        if field.name != "sources"
        for line in _section(field.name, getattr(Settings(owner=owner), field.name))
    ]
    return HEAD + "\n".join(sections) + "\n" + SOURCES


def _section(path: str, section: Any) -> Iterator[str]:
    """A [section] with its sentences; tables inside it come last, as TOML wants."""
    yield ""
    yield f"# {_first_line(section)}"
    yield f"[{path}]"
    tables = []
    for field in fields(section):
        value = getattr(section, field.name)
        if is_dataclass(value) or isinstance(value, dict):
            tables.append((field, value))
            continue
        yield f"# {field.metadata['says']}"
        unchanged = value == field.default
        yield f"{'# ' if unchanged else ''}{field.name} = {toml(value)}"
    for field, value in tables:
        if is_dataclass(value):
            yield from _section(f"{path}.{field.name}", value)
        else:
            yield from _numbers(f"{path}.{field.name}", value, field.metadata["says"])


def _numbers(path: str, table: dict[str, float], says: str) -> Iterator[str]:
    yield ""
    yield f"# {says}"
    yield f"[{path}]"
    yield from (f"# {key} = {toml(value)}" for key, value in table.items())


def _first_line(section: Any) -> str:
    return (type(section).__doc__ or "").splitlines()[0].rstrip(".")


def toml(value: Any) -> str:
    """A value as TOML writes it; JSON's strings, numbers and lists are TOML's."""
    if isinstance(value, tuple):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
