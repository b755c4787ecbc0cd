"""`export`: the resolved people as a clean address book."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from flows.commands._database import sealed
from flows.commands._held import as_json as held_of
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import WrongUse, count, opened, say, write_private

app = group()


class Form(StrEnum):
    """What an address book may be written as."""

    vcf = "vcf"
    csv = "csv"
    json = "json"


class Version(StrEnum):
    """The versions of the vCard standard that are written."""

    newest = "4.0"
    older = "3.0"


@app.command()
def export(
    ctx: typer.Context,
    form: Form = typer.Argument(
        metavar="vcf|csv|json",
        help="vCards, the table that Google Contacts imports, or all of one person.",
    ),
    person: str = typer.Option(
        "",
        "--person",
        metavar="NAME",
        help="One person only: a name or part of it, an address, or an id.",
    ),
    version: Version = typer.Option(
        Version.newest, "--version", help="Of the vCards; older programs want 3.0."
    ),
    output: Path = typer.Option(
        None,
        "--output",
        "-o",
        metavar="FILE",
        help="Where to write it, for your eyes only (0600); else to standard output.",
    ),
) -> None:
    """Write the people, each once, as an address book.

    Persons and organisations are written, yourself too; machines, lists and rooms
    are left out, unless you name one. As json with --person it is everything that is
    held about them: records, touches, scores, decisions, whatever names them.

    Example: cultivate export vcf --output people.vcf
    """
    from flows.commands import _address_book as book

    if form is Form.json and not person:
        raise WrongUse("json is all of one person; say whose: --person NAME")
    con = sealed(*opened(ctx))
    chosen = one_person(con, person)["person_id"] if person else ""
    if form is Form.json:
        _write(held_of(con, chosen), output, "everything held about them")
        return
    records = book.records(con, chosen)
    if form is Form.vcf:
        text = book.as_cards(records, version.value)
    else:
        text = book.as_table(records)
    _write(text, output, count(len(records), "contact"))


def _write(text: str, output: Path | None, what: str) -> None:
    if output:
        write_private(output, text)
        say(f"{what} written to {output}")
    else:
        typer.echo(text, nl=False)
