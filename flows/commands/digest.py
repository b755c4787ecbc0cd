"""The week in ten lines: `digest`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from flows.commands._lazy import group
from flows.commands._shared import opened, say, write_private
from flows.commands.run import AS_OF, built
from flows.settings import UserError

app = group()
MAIL: Any = typer.Option(
    None, "--mail", metavar="FILE", help="Write it as a message (.eml) to this file."
)


@app.command()
def digest(ctx: typer.Context, as_of: str = AS_OF, mail: Path = MAIL) -> None:
    """Print the week's people, a line each, as the report has them.

    Nothing is ever sent: --mail writes a message from you to you, for your own
    mail program to take.

    Example: cultivate digest --mail ~/week.eml
    """
    from flows.report import digest as words
    from flows.report import html, reading

    home, settings = opened(ctx)
    database, moment = built(home, settings, as_of)
    material = reading.read(database, moment, settings.owner.zone)
    text = words.text(material, html.Stamp.of(settings))
    if mail is None:
        say(text.removesuffix("\n"))
        return
    folder = mail.expanduser().absolute().parent
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder}; make it, or name another file")
    message = words.message(material, settings, text)
    write_private(mail.expanduser(), message.decode())
    say(f"Written: {mail}")
