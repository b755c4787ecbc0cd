"""Machines are kept out and people kept in, on 1,310 labelled senders.

`python -m tests.machines.test_machines` prints the figures and every miss.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from flows.settings import Home
from tests import nights
from tests.machines import generate, world
from tests.machines.words import Row

HALVES = ("tuning", "held out")
MOST_LET_THROUGH = 0.03


@dataclass(frozen=True)
class Judged:
    """A labelled sender, and what the night made of it."""

    row: Row
    kind: str
    rule: str

    @property
    def half(self) -> str:
        """Which half it is in; only `tuning` may be looked at to write rules."""
        return HALVES[hashlib.sha256(self.row.address.encode()).digest()[0] % 2]

    @property
    def is_miss(self) -> bool:
        """A person kept out, a mailbox's people called machine, or a machine let in."""
        if self.row.label == "machine":
            return self.kind == "person"
        allowed = ("person",) if self.row.label == "person" else ("person", "role")
        return self.kind not in allowed

    def __str__(self) -> str:
        row = self.row
        return (
            f"{row.label} {row.sort} {row.language} {row.address} "
            f"{row.talk or '-'}: {self.kind} by {self.rule}"
        )


def judge(home: Home) -> list[Judged]:
    """Run a night over the senders' mail and look every address up."""
    senders = world.read_senders()
    world.fill(home, senders)
    nights.collect(home)
    built = nights.build(home, world.AS_OF)
    with duckdb.connect(str(built.database), read_only=True) as con:
        found = con.execute(
            """
            select known.address, people.kind, people.kind_rule
            from (
                select person_id, lower(source_key) as address from contact_records
                union
                select person_id, unnest(emails) from contact_records
            ) as known
            inner join people using (person_id)
            """
        ).fetchall()
        excluded = dict(con.execute("select person_id, rule from excluded").fetchall())
        kinds = con.execute("select person_id, kind, kind_rule from people").fetchall()
    for person, kind, rule in kinds:
        if kind not in {"person", "owner"}:
            assert excluded[person] == rule
    by_address = {address: (kind, rule) for address, kind, rule in found}
    return [
        Judged(row, *by_address.get(row.address, ("", "not found"))) for row in senders
    ]


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> list[Judged]:
    return judge(Home(tmp_path_factory.mktemp("machines") / "home"))


def misses(judged: list[Judged], *labels: str) -> list[str]:
    return [str(each) for each in judged if each.row.label in labels and each.is_miss]


def test_the_fixture_is_what_the_scenarios_write():
    """senders.csv is made by generate.py, of at least 1,000 senders."""
    written = io.StringIO()
    generate.write(written)
    kept = generate.SENDERS.read_text(encoding="utf-8")
    assert written.getvalue() == kept
    rows = list(csv.DictReader(io.StringIO(kept)))
    assert len({row["address"] for row in rows}) == len(rows) >= 1000
    assert len({row["language"] for row in rows}) == 10


def test_nobody_is_missing(judged):
    """Every sender is found among the people, as what it is."""
    assert [str(each) for each in judged if not each.kind] == []


def test_no_real_person_is_kept_out(judged):
    """Every human being is a person, however odd their address or headers."""
    assert misses(judged, "person") == []


def test_no_header_keeps_out_whom_the_owner_writes_to(judged):
    """People behind recruiters' and universities' systems stay, bulk header or not."""
    written_to = [
        each
        for each in judged
        if each.row.label == "person"
        and each.row.headers
        and set(each.row.talk) & {"O", "o"}
    ]
    assert len(written_to) > 100
    assert {each.kind for each in written_to} == {"person"}


def test_human_beings_behind_a_mailbox_are_no_machine(judged):
    """Clubs and desks are people or roles, never automated."""
    assert misses(judged, "role") == []


@pytest.mark.parametrize("half", HALVES)
def test_few_machines_are_let_through(judged, half):
    """At most 3% of the machines pass for people, each named with its rule."""
    machines = [j for j in judged if j.row.label == "machine" and j.half == half]
    through = misses(machines, "machine")
    assert len(through) <= MOST_LET_THROUGH * len(machines), "\n".join(through)


def figures(judged: list[Judged]) -> str:
    """Counts by label and half, then every miss of the tuning half."""
    lines = []
    for half in HALVES:
        here = [each for each in judged if each.half == half]
        for label in ("person", "role", "machine"):
            ours = [each for each in here if each.row.label == label]
            wrong = [each for each in ours if each.is_miss]
            share = f"{len(wrong)} of {len(ours)} wrong ({len(wrong) / len(ours):.1%})"
            by = Counter(each.rule for each in wrong).most_common()
            lines.append(f"{half} {label}: {share} {by}")
    shown = [str(each) for each in judged if each.is_miss and each.half == HALVES[0]]
    return "\n".join([*lines, *sorted(shown), ""])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(figures(judge(Home(Path(folder) / "home"))))
