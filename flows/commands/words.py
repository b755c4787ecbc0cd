"""The owner's word about a person, kept for ever in decisions.csv."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import typer

from flows.commands._database import rows, sealed
from flows.commands._decisions import Said, append, record_of, standing
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import WrongUse, as_date, home_of, opened, say
from flows.sections import nearest
from flows.settings import Home, Settings

app = group()
WHO: Any = typer.Argument(
    metavar="NAME", help="A name or part of it, an address, or an id."
)
NOTE: Any = typer.Option("", help="Why, in your own words; kept with the decision.")


def put_down(
    ctx: typer.Context, verb: str, name: str, value: str, note: str, says: str
) -> None:
    """Write one decision about the person that `name` means, and say so."""
    said, decision = decide(*opened(ctx), verb, name, value, note, says)
    say(f"{said}  (undo: cultivate undo {decision})")
    say("It counts from the next run on, or at once with: cultivate build")


def decide(
    home: Home,
    settings: Settings,
    verb: str,
    name: str,
    value: str,
    note: str,
    says: str,
) -> tuple[str, str]:
    """Write one decision; gives `says` with the person's name, and its id.

    Raises WrongUse when `name` is nobody here, or several people.
    """
    with sealed(home, settings) as con:
        person = one_person(con, name)
        record = record_of(con, person["person_id"])
    decision = append(home, Said(verb, record, value, note))
    return says.replace("{}", person["name"], 1), decision


@app.command()
def mute(ctx: typer.Context, name: str = WHO, note: str = NOTE) -> None:
    """Never propose this person; they stay in the database.

    Example: cultivate mute "Ana Okafor"
    """
    put_down(ctx, "mute", name, "", note, "{} is muted.")


@app.command()
def snooze(
    ctx: typer.Context,
    name: str = WHO,
    until: str = typer.Option("", metavar="DATE", help="Until this day: 2026-12-31."),
    days: int = typer.Option(30, min=1, max=3650, help="Or for so many days."),
    note: str = NOTE,
) -> None:
    """Leave a person out of the proposals for a while.

    Example: cultivate snooze "Ana Okafor" --days 14
    """
    day = as_date(until) if until else date.today() + timedelta(days=days)  # noqa: DTZ011  # the owner's wall calendar
    if day <= date.today():  # noqa: DTZ011
        raise WrongUse(f"{day} is no day to come; say until when, like --days 14")
    put_down(ctx, "snooze", name, day.isoformat(), note, f"{{}} rests until {day}.")


@app.command()
def tier(
    ctx: typer.Context,
    name: str = WHO,
    level: int = typer.Argument(
        metavar="TIER", min=1, max=4, help="1 weekly, 2 monthly ... 4 yearly."
    ),
    note: str = NOTE,
) -> None:
    """Say how near a person should be, from 1 to 4.

    A tier is the usual gap between contacts: 1 a week, 2 a month, 3 half a year,
    4 a year; [due] in cultivate.toml can change them.

    Example: cultivate tier "Ana Okafor" 2
    """
    put_down(ctx, "tier", name, str(level), note, f"{{}} is in tier {level}.")


@app.command()
def tag(
    ctx: typer.Context,
    name: str = WHO,
    word: str = typer.Argument(metavar="TAG", help="The tag, in your own words."),
    note: str = NOTE,
) -> None:
    """Put a tag of your own on a person.

    Example: cultivate tag "Ana Okafor" climbing
    """
    put_down(ctx, "tag", name, word, note, f"{{}} is tagged {word}.")


@app.command("group")
def put_in_group(
    ctx: typer.Context,
    name: str = WHO,
    group_name: str = typer.Argument(
        metavar="GROUP", help="Such as family, mentors, former_coworkers."
    ),
    note: str = NOTE,
) -> None:
    """Put a person into a group.

    [due.group] in cultivate.toml says how often a group wants contact.

    Example: cultivate group "Ana Okafor" mentors
    """
    put_down(ctx, "group", name, group_name, note, f"{{}} belongs to {group_name}.")
    if near := _near_group(*opened(ctx), group_name):
        say(f"No other group is called so{near}")


def _near_group(home: Home, settings: Settings, said: str) -> str:
    """`; did you mean family?` for a group nobody is in but whose name is near one."""
    with sealed(home, settings) as con:
        known = {row["group_name"] for row in rows(con, "from person_groups")}
    known |= set(settings.due.group)
    return "" if said in known else nearest(said, sorted(known), 0.75)


@app.command()
def role(
    ctx: typer.Context,
    name: str = WHO,
    word: str = typer.Argument(
        metavar="ROLE", help="Such as mentor, referee, sponsor, peer or recruiter."
    ),
    note: str = NOTE,
) -> None:
    """Say what a person is for what you are looking for.

    Which roles nobody fills yet: cultivate sql roles_missing

    Example: cultivate role "Ana Okafor" mentor
    """
    put_down(ctx, "role", name, word.strip().lower(), note, f"{{}} is a {word}.")


@app.command()
def interest(
    ctx: typer.Context,
    name: str = WHO,
    word: str = typer.Argument(metavar="INTEREST", help="What they like or do."),
    note: str = NOTE,
) -> None:
    """Note what a person is interested in, to ask about.

    Example: cultivate interest "Ana Okafor" rowing
    """
    put_down(ctx, "interest", name, word, note, f"{{}} is interested in {word}.")


@app.command()
def cadence(
    ctx: typer.Context,
    name: str = WHO,
    days: int = typer.Argument(
        metavar="DAYS", min=1, max=3650, help="The gap you want, in days: 1 to 3650."
    ),
    note: str = NOTE,
) -> None:
    """Say how many days may lie between two contacts.

    It comes before their group's gap and the pair's own rhythm.

    Example: cultivate cadence "Ana Okafor" 45
    """
    put_down(ctx, "cadence", name, str(days), note, f"{{}} every {days} days.")


@app.command("name")
def rename(
    ctx: typer.Context,
    name: str = WHO,
    new_name: str = typer.Argument(metavar="NEW", help="How the name should read."),
    note: str = NOTE,
) -> None:
    """Say how a person's name reads.

    Example: cultivate name ana.okafor@example.com "Ana Okafor"
    """
    put_down(ctx, "name", name, new_name, note, f"{{}} will read {new_name}.")


@app.command()
def met(
    ctx: typer.Context,
    name: str = WHO,
    on: str = typer.Option("", metavar="DATE", help="The day, like 2019-06-30."),
    note: str = typer.Option("", help="Where and how, in your own words."),
) -> None:
    """Say when and how you first met a person.

    Today's meeting belongs into the journal: cultivate log "met Ana for coffee".

    Example: cultivate met "Ana Okafor" --on 2019-06-30 --note "at a summer school"
    """
    day = as_date(on).isoformat() if on else ""
    if not day and not note:
        raise WrongUse("say when or how: --on 2019-06-30 or --note TEXT")
    put_down(ctx, "met", name, day, note, "Noted how you met {}.")


@app.command()
def keep(ctx: typer.Context, name: str = WHO, note: str = NOTE) -> None:
    """Say that an address is a person's and no machine's.

    What was left out stands in: cultivate sql excluded

    Example: cultivate keep ana@example.com
    """
    put_down(ctx, "keep", name, "", note, "{} is kept as a person.")


@app.command()
def machine(ctx: typer.Context, name: str = WHO, note: str = NOTE) -> None:
    """Say that an address is a machine's, a list's or a role's.

    Example: cultivate machine tickets@example.com
    """
    put_down(ctx, "machine", name, "", note, "{} counts as a machine.")


@app.command()
def undo(
    ctx: typer.Context,
    decisions: list[str] = typer.Argument(
        None, metavar="[ID]...", help="Which ones; else the last."
    ),
    note: str = NOTE,
) -> None:
    """Take decisions back.

    Example: cultivate undo 12
    """
    home = home_of(ctx)
    home.require()
    for decision in decisions or [""]:
        say(take_back(home, decision, note))


def take_back(home: Home, decision: str, note: str = "") -> str:
    """Undo the decision named, else the last; gives what to say of it."""
    chosen, verb = standing(home, decision)
    append(home, Said("undo", value=chosen, note=note))
    return f"Decision {chosen} ({verb}) no longer counts."
