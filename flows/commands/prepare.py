"""Before a talk: `prepare` writes the page and proposes a quarter of an hour."""

from __future__ import annotations

from pathlib import Path

import typer

from flows.commands._database import sealed
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import WrongUse, opened, say, write_private

app = group()


@app.command()
def prepare(
    ctx: typer.Context,
    name: str = typer.Argument(
        metavar="NAME", help="A name or part of it, an address, or an id."
    ),
    purpose: str = typer.Option(
        "",
        "--purpose",
        metavar="SENTENCE",
        help="What you want to learn from the talk; there is none without.",
    ),
) -> None:
    """Prepare 15 minutes with somebody: a page and an appointment.

    The page has your purpose, what you last talked about, common ground, what to ask
    and what to leave, and the thank-you and news afterwards. The appointment lies at
    an hour at which they are usually there and your calendar is free. Nothing is
    sent: the files lie in reports/prepare.

    Example: cultivate prepare "Ana Okafor" --purpose "how she came to lead a team"
    """
    if not purpose.strip():
        raise WrongUse(
            "a talk needs a purpose; say what you want to learn: "
            'cultivate prepare NAME --purpose "how they came to ..."'
        )
    from flows.report import prepare as step

    home, settings = opened(ctx)
    con = sealed(home, settings)
    person = one_person(con, name)
    prepared = step.prepare(con, person, purpose, settings.owner.zone)
    folder = _folder(home.reports / "prepare")
    say(prepared.page)
    page = folder / f"{person['person_id']}.md"
    write_private(page, prepared.page)
    say(f"Page: {page}")
    if prepared.slot:
        file = folder / f"{person['person_id']}.ics"
        write_private(file, prepared.calendar.decode("utf-8"))
        say(f"Appointment to propose: {file}")


def _folder(folder: Path) -> Path:
    for each in (folder.parent, folder):
        each.mkdir(exist_ok=True, mode=0o700)
    return folder
