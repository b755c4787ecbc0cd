"""What the owner answers to a proposal: it is done, it was useful, it was not."""

from __future__ import annotations

from enum import StrEnum

import typer

from flows.commands._database import rows, sealed
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import WrongUse, opened
from flows.commands.words import NOTE, WHO, put_down
from flows.settings import Home, Settings

app = group()


class Debt(StrEnum):
    """What can be owed."""

    thanks = "thanks"
    reply = "reply"
    promise = "promise"
    intro = "intro"
    give_back = "give_back"


@app.command()
def done(
    ctx: typer.Context,
    name: str = WHO,
    what: Debt = typer.Argument(
        None,
        metavar="[WHAT]",
        help="thanks, reply, promise, intro, give_back; else all.",
    ),
    note: str = NOTE,
) -> None:
    """Say that what you owed a person is done.

    What you owe: cultivate sql i_owe

    Example: cultivate done "Ana Okafor" thanks
    """
    kind = what.value if what else ""
    _owed(*opened(ctx), name, kind)
    said = kind.replace("_", " ") or "all you owed"
    put_down(ctx, "done", name, kind, note, f"Done for {{}}: {said}.")


def _owed(home: Home, settings: Settings, name: str, kind: str) -> None:
    """Raise WrongUse unless the person is owed that, or anything without a kind."""
    with sealed(home, settings) as con:
        person = one_person(con, name)
        known = rows(
            con,
            "select kind from owed where person_id = $id",
            {"id": person["person_id"]},
        )
    owed = sorted({row["kind"].replace("_", " ") for row in known})
    if kind.replace("_", " ") not in owed if kind else not owed:
        besides = f"what you owe: {', '.join(owed)}" if owed else "you owe nothing"
        raise WrongUse(
            f"{person['name']} is not owed {kind.replace('_', ' ') or 'anything'} "
            f"({besides}); nothing was written"
        )


@app.command()
def useful(ctx: typer.Context, name: str = WHO, note: str = NOTE) -> None:
    """Say that it was right to propose this person.

    Your marks tell how good the proposals are, and are never turned into a score.

    Example: cultivate useful "Ana Okafor"
    """
    put_down(ctx, "useful", name, "", note, "Proposing {} was useful.")


@app.command("not-useful")
def not_useful(ctx: typer.Context, name: str = WHO, note: str = NOTE) -> None:
    """Say that it was no use to propose this person now.

    They stay on the list; to leave them out there is snooze, or mute.

    Example: cultivate not-useful "Ana Okafor" --note "we spoke yesterday"
    """
    put_down(ctx, "not_useful", name, "", note, "Proposing {} was not useful.")
