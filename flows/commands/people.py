"""One person: `who` shows the card, and what passed between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from flows.commands._database import rows, sealed
from flows.commands._lazy import group
from flows.commands._people import one_person
from flows.commands._records import record_lines
from flows.commands._shared import count, heading, local_day, opened, say
from flows.commands._touches import touches_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

app = group()


@app.command()
def who(
    ctx: typer.Context,
    name: str = typer.Argument(
        metavar="NAME", help="A name or part of it, an address, or an id."
    ),
    records: bool = typer.Option(
        False,
        "--records",
        help="Every contact record, why it belongs, and what was refused.",
    ),
    touches: bool = typer.Option(
        False, "--touches", help="The last 20 touches, the newest first."
    ),
) -> None:
    """Show one person: what is known, due and owed.

    When several people match, it lists them: say which by id.

    Example: cultivate who "Ana Okafor" --records
    """
    home, settings = opened(ctx)
    con, zone = sealed(home, settings), settings.owner.zone
    person = one_person(con, name)
    heading(f"{person['name']}   {person['person_id']}")
    for label, text in _card(con, person, zone):
        if text:
            say(f"{label:<14}{text}")
    if records:
        say()
        for line in record_lines(con, person["person_id"]):
            say(line)
    if touches:
        say()
        say(touches_table(con, person["person_id"], zone))


def _card(
    con: Connection, person: dict[str, Any], zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    yield "kind", _kind(person)
    yield "tier", str(person["tier"] or "")
    yield "muted", "never proposed" if person["muted"] else ""
    yield "works as", _work(person)
    yield from _affiliations(con, person)
    yield "lives in", ", ".join(filter(None, (person["city"], person["country"])))
    yield "birthday", str(person["birthday"] or "")
    yield from _identifiers(con, person["person_id"])
    yield "groups", "; ".join(_groups(con, person["person_id"]))
    yield "roles", ", ".join(person["roles"] or [])
    yield "interests", ", ".join(person["interests"] or [])
    yield "tags", ", ".join(person["tags"] or [])
    yield from _scores(con, person["person_id"], zone)
    yield from _reasons(con, person["person_id"])
    yield "next", _action(con, person["person_id"])
    yield (
        "kept as",
        f"{count(person['records'], 'record')} of {_list(person['sources'])}",
    )


def _kind(person: dict[str, Any]) -> str:
    """Said only where it is not simply a person."""
    if person["kind"] == "person":
        return ""
    return f"{person['kind']} ({person['kind_rule']})"


def _work(person: dict[str, Any]) -> str:
    return " at ".join(filter(None, (person["title"], person["organisation"])))


def _affiliations(con: Connection, person: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Where else they belong, and where they did.

    Also is only what stands beside the present work in one record: what another
    record says may be years old, though nobody told it.
    """
    query = """
        with
        beside as (
            select
                split_part(unnest(affiliations), ': ', 2) as organisation,
            from contact_records
            where person_id = $id and organisation = $now
        )

        select
            organisation,
            max(title) as title,
            min(since) as since,
            max(until) as until,
            organisation = $now
            or bool_or(until is null) and organisation in (from beside) as holds,
        from affiliations
        where
            person_id = $id
            and (
                organisation is distinct from $now
                or (until is null and title is distinct from $as)
            )
        group by organisation
        order by coalesce(max(until), min(since)) desc nulls last, organisation
    """
    said = {
        "id": person["person_id"],
        "now": person["organisation"],
        "as": person["title"],
    }
    places: dict[str, list[str]] = {"also": [], "before": []}
    for row in rows(con, query, said):
        place = " at ".join(filter(None, (row["title"], row["organisation"])))
        years = f"{_year(row['since'])}-{_year(row['until'])}".strip("-")
        when = "also" if row["holds"] else "before"
        places[when].append(f"{place} ({years})" if years else place)
    for when, each in places.items():
        yield when, "; ".join(each)


def _year(day: Any) -> str:
    return str(day)[:4] if day else ""


def _identifiers(con: Connection, person_id: str) -> Iterator[tuple[str, str]]:
    query = """
        select kind, value, records, shared
        from identifiers
        where person_id = $id
        order by kind, shared, records desc, value
    """
    kinds: dict[str, list[str]] = {}
    for row in rows(con, query, {"id": person_id}):
        shared = " (shared with others)" if row["shared"] else ""
        kinds.setdefault(row["kind"], []).append(row["value"] + shared)
    yield from ((kind, ", ".join(values)) for kind, values in kinds.items())


def _groups(con: Connection, person_id: str) -> Iterator[str]:
    from flows.report import words

    query = "select group_name, why from person_groups where person_id = $id order by 1"
    for row in rows(con, query, {"id": person_id}):
        why = f" ({row['why']})" if row["why"] else ""
        yield words.say(row["group_name"]) + why


def _scores(
    con: Connection, person_id: str, zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    from flows.report.words import number

    for row in rows(con, "from scores where person_id = $id", {"id": person_id}):
        ago = row["closeness_90d_ago"]
        trend = "" if ago is None else f" ({number(ago)} ninety days ago)"
        yield "closeness", number(row["closeness"]) + trend
        yield "due", number(row["due"]) + _rhythm(row)
        yield "owed", number(row["owed"])
        yield "goals", number(row["goals"])
        yield "cultivate", number(row["cultivate"])
        if row["last_contact"]:
            channel = f" by {row['last_channel']}" if row["last_channel"] else ""
            yield "last contact", local_day(row["last_contact"], zone) + channel
        yield "last met", local_day(row["last_face_to_face"], zone)


def _rhythm(row: dict[str, Any]) -> str:
    said = []
    if row["rhythm_days"]:
        said.append(f"usually every {row['rhythm_days']:.0f} days")
    if row["target_days"]:
        said.append(f"due after {row['target_days']:.0f}")
    return f" ({', '.join(said)})" if said else ""


def _reasons(con: Connection, person_id: str) -> Iterator[tuple[str, str]]:
    query = "select fact from {} where person_id = $id order by {}, fact"
    for label, relation, day in (
        ("you owe", "owed", "since"),
        ("you wait for", "waiting", "since"),
        ("moment", "moments", "happens_on"),
    ):
        for row in rows(con, query.format(relation, day), {"id": person_id}):
            yield label, row["fact"]


def _action(con: Connection, person_id: str) -> str:
    from flows.report import words

    query = """
        select rank, action, action_by, coalesce(given_name, people.name) as given
        from relationships_to_cultivate
        join people using (person_id)
        where person_id = $id
    """
    for row in rows(con, query, {"id": person_id}):
        by = f" by {row['action_by']}" if row["action_by"] else ""
        step = words.ACTIONS[row["action"]][0].format(row["given"])
        return f"{step}{by} (rank {row['rank']})"
    return ""


def _list(values: list[str] | None) -> str:
    return ", ".join(values or [])
