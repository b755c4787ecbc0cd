"""The papers that are written from the code, so that they cannot go stale.

`python -m flows.commands._papers` writes them anew; a test holds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from typer.main import get_command

from flows.commands._docs import LABELS, details, first_line, paragraph
from flows.commands._toml import EXAMPLE, settings_text, toml

CHECKOUT = Path(__file__).resolve().parents[2]


def papers() -> dict[str, str]:
    """Every generated paper: its path in the checkout and its text."""
    return {
        "cultivate.toml.example": settings_text(EXAMPLE),
        "docs/commands.md": _page("Commands", _commands()),
        "docs/relations.md": _page("Relations", _relations()),
        "docs/sources.md": _page("Sources", _sources()),
    }


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", *lines]) + "\n"


def _commands() -> Iterator[str]:
    from flows.commands import app

    group: Any = get_command(app)
    context = group.context_class(group, info_name="cultivate", terminal_width=80)
    yield "Every command ends with 0 (done), 1 (failed) or 2 (used wrongly)."
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = command.context_class(
            command, info_name=name, parent=context, terminal_width=80
        )
        yield from ("", f"## cultivate {name}", "")
        yield from ("```text", command.get_help(inner), "```")


def _relations() -> Iterator[str]:
    from flows.warehouse import relations

    yield "What `cultivate sql` reads: schema `main` of cultivate.duckdb. A night makes"
    yield "every relation anew; times are UTC, missing values are NULL or empty."
    for relation in relations("public"):
        yield from ("", f"## {relation.name}", "", relation.comment, "")
        yield from ("| column | holds |", "|---|---|")
        for column, says in relation.columns.items():
            yield f"| {column} | {says.replace('|', '/')} |"


def _sources() -> Iterator[str]:
    import connectors

    yield "Name a file or folder to `cultivate import`, or drop it into the home's"
    yield "`inbox/`; `inbox/<source>/<account>/` keeps several accounts apart. *Rotten*"
    yield "is what to expect of a source in the wild."
    known = connectors.discover()
    yield from ("", " · ".join(f"[{source}](#{source})" for source in known))
    for source, connector in known.items():
        yield from ("", f"## {source}", "", first_line(connector.__doc__) + ".")
        for label in LABELS:
            yield from ("", f"*{label}:* {paragraph(connector.__doc__, label)}")
        if more := details(connector.__doc__):
            yield from ("", "```text", more, "```")
        yield from _options(source, connector)


def _options(source: str, connector: Any) -> Iterator[str]:
    """What an account of a live source may say in the settings."""
    if not hasattr(connector, "Options"):
        return
    yield from ("", f"In `[sources.{source}.NAME]`, NAME being yours to choose:", "")
    yield from ("| setting | default | says |", "|---|---|---|")
    for field in fields(connector.Options):
        default = "needed" if field.metadata["required"] else f"`{toml(field.default)}`"
        yield f"| {field.name} | {default} | {field.metadata['says']} |"
    yield "| password_command | `[]` | prints the secret, if nothing else keeps it |"


if __name__ == "__main__":
    for paper, text in papers().items():
        (CHECKOUT / paper).write_text(text, encoding="utf-8")
