"""Whether two records are one person: `review` asks, `same` and `different` tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from flows.commands._database import rows, sealed
from flows.commands._decisions import Said, append, in_force, records_of
from flows.commands._judged import Judged
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._shared import WrongUse, cell, count, opened, say
from flows.settings import Home, Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

app = group()
ONE: Any = typer.Argument(
    metavar="A", help="A name, an address, an id, or a record's id."
)
OTHER: Any = typer.Argument(metavar="B", help="The other one, said in the same ways.")
NOTE: Any = typer.Option("", help="Why, in your own words; kept with the judgement.")
COUNTS = "It counts from the next run on, or at once with: cultivate build"


class Side(NamedTuple):
    """Whom one of the two words means.

    records: the person's records that were meant, the most telling first.
    """

    person_id: str
    name: str
    records: list[str]


@app.command()
def review(
    ctx: typer.Context,
    again: bool = typer.Option(
        False, "--again", help="Ask what you were unsure of before."
    ),
) -> None:
    """Ask about records that may be one person, a key an answer.

    What helps most comes first, and people of one name together. Every answer is
    kept at once: stop with q and go on another day. What you answered is not asked
    again. Every third question is about two that were joined on little, while there
    are such: d parts them at the next build.

    Once your answers about one kind of question tell enough (35 of 35 the same, 54 of
    55, 73 of 75, and more where many would be joined), you are asked about all that
    are alike: y joins them. And once you have looked at twenty joins of one kind, and
    more than one in a hundred seem to be two people, y parts all of it: they become
    questions. Such a word is a line of decisions.csv; the kinds, and what you said:
    cultivate sql kinds

    Keys: s same, d different, o one by one where there are several, u unsure, space
    or enter skips, q quits; without a terminal, a line is a key.

    Example: cultivate review
    """
    from flows.commands._review import Review

    home, settings = opened(ctx)
    asked = Review(sealed(home, settings), home)
    if again:
        asked.ask_again()
    else:
        asked.ask_all()
    answers = asked.answers
    said = ", ".join(f"{answers[verb]} {verb}" for verb in answers if answers[verb])
    say(f"{count(answers.total(), 'answer')}{': ' if said else ''}{said}.")
    unsure = asked.unsure()
    if again:
        say(f"{unsure or 'Nothing'} left to ask.")
    else:
        say(f"{asked.left() or 'Nothing'} left to ask.")
        if unsure:
            say(f"You were unsure of {unsure}; ask again: cultivate review --again")
    if answers.total():
        say("They count from the next run on, or at once with: cultivate build")


@app.command()
def same(
    ctx: typer.Context, one: str = ONE, other: str = OTHER, note: str = NOTE
) -> None:
    """Say that two people or records are one person.

    Only your own word that they are different stands against it.

    Example: cultivate same "Ana Okafor" a.okafor@example.org
    """
    home, settings = opened(ctx)
    con = sealed(home, settings)
    a, b = _side(con, one), _side(con, other)
    record_a, record_b = a.records[0], b.records[0]
    judged = Judged(con, in_force(home))
    _refuse_contradiction(judged.between("different", record_a, record_b), a, b)
    if record_a == record_b or judged.one_person(record_a, record_b):
        raise WrongUse(f"{_both(a, b)} are one person already: {a.person_id}")
    if lines := judged.same(record_a, record_b):
        raise WrongUse(_said_before(lines[0].decision_id, a, b))
    decision = append(home, Said("same", record_a, note=note, record_b=record_b))
    say(f"{_both(a, b)} are one person.  (undo: cultivate undo {decision})")
    say(COUNTS)


@app.command()
def different(
    ctx: typer.Context, one: str = ONE, other: str = OTHER, note: str = NOTE
) -> None:
    """Say that two people or records are never one person.

    Two records of one person part; name them by their ids:
    cultivate who NAME --records lists these.

    Example: cultivate different ana@example.com vcard/default/ana-2
    """
    said, decision = keep_apart(*opened(ctx), one, other, note)
    say(f"{said}  (undo: cultivate undo {decision})")
    say(COUNTS)


def keep_apart(
    home: Home, settings: Settings, one: str, other: str, note: str
) -> tuple[str, str]:
    """Write that two records are different; gives what to say, and the decision's id.

    Raises WrongUse when they are nobody, are one by the owner's word, or are
    different by it already.
    """
    con = sealed(home, settings)
    a, b = _side(con, one), _side(con, other)
    record_a, record_b = _parting(a, b)
    judged = Judged(con, in_force(home))
    persons = not judged.one_person(record_a, record_b)
    if lines := judged.same(record_a, record_b, persons=persons):
        _refuse_contradiction(lines[-1], a, b)
    if line := judged.between("different", record_a, record_b):
        raise WrongUse(_said_before(line.decision_id, a, b))
    decision = append(home, Said("different", record_a, note=note, record_b=record_b))
    return f"{_both(a, b)} stay apart.", decision


def _side(con: Connection, said: str) -> Side:
    """Whom `said` means; raises WrongUse when that is nobody or several people."""
    named = rows(
        con,
        "select person_id, name from contact_records where record_id = $said",
        {"said": said.strip()},
    )
    if named:
        return Side(named[0]["person_id"], cell(named[0]["name"]), [said.strip()])
    person = one_person(con, said)
    records = records_of(con, person["person_id"])
    meant = _carrying(records, said) or records
    name = cell(person["name"]) or said
    return Side(person["person_id"], name, [row["record_id"] for row in meant])


def _carrying(records: list[dict[str, Any]], said: str) -> list[dict[str, Any]]:
    """The records that show just this address, number or name."""
    wanted = said.strip().casefold()
    return [
        row
        for row in records
        if wanted
        in {
            *row["emails"],
            (row["name"] or "").casefold(),
            *(phone for phone in row["phones"] if phone == wanted.replace(" ", "")),
        }
    ]


def _parting(a: Side, b: Side) -> tuple[str, str]:
    """The record of each side that is not the other's as well."""
    only_a = [record for record in a.records if record not in b.records]
    only_b = [record for record in b.records if record not in a.records]
    if not only_a or not only_b:
        raise WrongUse(
            f"{_both(a, b)} are one person here; say which two records are different: "
            f"cultivate who {a.person_id} --records lists them"
        )
    return only_a[0], only_b[0]


def _refuse_contradiction(line: Any, a: Side, b: Side) -> None:
    """Raise WrongUse when the line says the contrary; nothing for None."""
    if line is not None:
        held = "are different" if line.verb == "different" else "are one person"
        raise WrongUse(
            f"by your decision {line.decision_id} ({line.verb} {line.record_a} "
            f"{line.record_b}) {_both(a, b)} {held}; take that back first: "
            f"cultivate undo {line.decision_id}"
        )


def _said_before(decision_id: str, a: Side, b: Side) -> str:
    return (
        f"you said so of {_both(a, b)} before (decision {decision_id}); "
        "it counts from the next run on"
    )


def _both(a: Side, b: Side) -> str:
    """Both by name, and by record where the names are one."""
    if a.name == b.name:
        return f"{a.records[0]} and {b.records[0]} ({a.name})"
    return f"{a.name} and {b.name}"
