"""What a connector made of a fixture, as JSON lines kept beside it.

`python tests/connectors/golden.py [SOURCE ...]` writes every
`<input>.expected.jsonl` again; read the difference before committing it. A new
input needs an empty expected file first: that is what makes it an input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import connectors

FIXTURES = Path(__file__).parent / "fixtures"
ENDING = ".expected.jsonl"
READING = connectors.Reading(
    account="default",
    zone=ZoneInfo("Europe/Madrid"),
    region="ES",
    owner_names=("Robin Vale",),
    owner_addresses=("+34 600 555 000", "robin@example.com"),
)


@dataclass(frozen=True)
class Fixture:
    """An input, file or folder, with its expected lines beside it."""

    source: str
    path: Path

    @property
    def expected(self) -> Path:
        """Where the lines this input must give are kept."""
        return self.path.with_name(self.path.name + ENDING)

    def __str__(self) -> str:
        return f"{self.source}/{self.path.name}"


def inputs(root: Path = FIXTURES) -> list[Fixture]:
    """Every direct child of a source's folder that has an expected file."""
    return [
        Fixture(expected.parent.name, expected.with_name(_input_name(expected)))
        for expected in sorted(root.glob(f"*/*{ENDING}"))
    ]


def others(root: Path = FIXTURES) -> list[Path]:
    """Every direct child without one: what no source may claim."""
    claimed = {fixture.path for fixture in inputs(root)}
    return [
        path
        for path in sorted(root.glob("*/*"))
        if path not in claimed and not path.name.endswith(ENDING)
    ]


def _input_name(expected: Path) -> str:
    return expected.name.removesuffix(ENDING)


def extract(fixture: Fixture) -> Iterator[str]:
    """The lines the fixture's source gives now; a SourceError is the last one."""
    connector = connectors.discover()[fixture.source]
    try:
        for thing in connector.extract(fixture.path, READING):
            yield line_of(thing)
    except connectors.SourceError as error:
        yield _dump({"is": "SourceError", "what": error.what, "cure": error.cure})


def line_of(thing: connectors.Extracted) -> str:
    """One object as one line, without the fields that say nothing."""
    return _dump({"is": type(thing).__name__, **_said(thing)})


def _dump(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, default=datetime.isoformat)


def _said(thing: Any) -> dict[str, Any]:
    values = ((field, getattr(thing, field.name)) for field in fields(thing))
    return {
        field.name: _plain(value)
        for field, value in values
        if (field.default is MISSING or value != field.default)
        and field.name != "mark"  # a hash of the input beside it
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return _said(value) if is_dataclass(value) else value


def rewrite(sources: list[str]) -> None:
    """Write the expected lines of these sources, or of all, as they are now."""
    for fixture in inputs():
        if not sources or fixture.source in sources:
            lines = "".join(f"{line}\n" for line in extract(fixture))
            fixture.expected.write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    rewrite(sys.argv[1:])
