"""The review band, a question at a time: in what order, and what is kept."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

from flows.commands._beside import side_by_side
from flows.commands._database import rows
from flows.commands._decisions import Said, append
from flows.commands._judged import Judged
from flows.commands._shared import cell, heading, say
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# a closed input and ctrl-d quit too
KEYS = {
    "s": "same",
    "d": "different",
    "u": "unsure",
    " ": "skip",
    "\r": "skip",
    "\n": "skip",
    "q": "quit",
    "\x04": "quit",
    "": "quit",
}
ASKS = "s same, d different, u unsure, space skips, q quits: "

# Doubled for people one is in touch with, and up to half as much again by what the
# report's score says; of equals, the answer that settles most records.
_PENDING = """
    with
    touched as (
        select distinct person_id from interactions where not machine
    ),

    known as (
        select
            record_id,
            people.records,
            touched.person_id is not null as in_touch,
            coalesce(cultivate, 0) / 200 as useful,
        from contact_records
        inner join people using (person_id)
        left join touched using (person_id)
        left join scores using (person_id)
    )

    select record_a, record_b, weight, evidence
    from match_candidates as pairs
    inner join known as a on a.record_id = pairs.record_a
    inner join known as b on b.record_id = pairs.record_b
    where band = 'review'
    order by
        weight
            * if(a.in_touch or b.in_touch, 2, 1)
            * (1 + greatest(a.useful, b.useful)) desc,
        a.records * b.records desc,
        record_a,
        record_b
"""
_EVIDENCE = """
    select weight, evidence
    from match_candidates
    where
        record_a = least($one, $other)
        and record_b = greatest($one, $other)
    order by weight desc
    limit 1
"""


class Review:
    """One sitting over the pairs the owner has to judge."""

    def __init__(self, con: Connection, home: Home, *, again: bool) -> None:
        """again: ask what the owner was unsure of, instead of what is new."""
        self._con = con
        self._home = home
        self._judged = Judged(con, home)
        self._again = again
        self._pairs = self._doubted() if again else rows(con, _PENDING)
        self._judged.learn(record for pair in self._pairs for record in _records(pair))

    def ask_all(self) -> Counter[str]:
        """Ask until the band or the owner's patience ends; how many of each answer."""
        answers: Counter[str] = Counter()
        for place, pair in enumerate(self._pairs):
            if not self._is_open(pair):
                continue
            self._show(pair, self.left(after=place))
            answer = _answer()
            if answer == "quit":
                break
            if answer != "skip":
                self._keep(answer, pair)
                answers[answer] += 1
        return answers

    def left(self, after: int = -1) -> int:
        """How many pairs are still to be judged, of those after a place."""
        return sum(map(self._is_open, self._pairs[after + 1 :]))

    def unsure(self) -> int:
        """How many pairs the owner was unsure of, and nothing has settled since."""
        return sum(
            not self._judged.settled(line.record_a, line.record_b, ("different",))
            for line in self._judged.lines("unsure")
        )

    def _doubted(self) -> list[dict[str, Any]]:
        """The pairs that were left unsure, with their evidence if there still is."""
        pairs = []
        for line in self._judged.lines("unsure"):
            pair = {"one": line.record_a, "other": line.record_b}
            evidence = rows(self._con, _EVIDENCE, pair)
            pairs.append(
                {"record_a": line.record_a, "record_b": line.record_b}
                | (evidence[0] if evidence else {"weight": None, "evidence": ""})
            )
        return pairs

    def _is_open(self, pair: dict[str, Any]) -> bool:
        closing = ("different",) if self._again else ("different", "unsure")
        return not self._judged.settled(pair["record_a"], pair["record_b"], closing)

    def _show(self, pair: dict[str, Any], more: int) -> None:
        say()
        heading(f"One person?  ({more} more after this)")
        for line in side_by_side(self._con, pair["record_a"], pair["record_b"]):
            say(line)
        weight = "" if pair["weight"] is None else f" ({pair['weight']:.2f})"
        say(f"because       {cell(pair['evidence']) or 'nothing any more'}{weight}")

    def _keep(self, answer: str, pair: dict[str, Any]) -> None:
        said = Said(answer, pair["record_a"], record_b=pair["record_b"])
        decision = append(self._home, said)
        say(f"{answer}  (undo: cultivate undo {decision})")
        # read anew: another window may have judged meanwhile
        self._judged = Judged(self._con, self._home)
        self._judged.learn(record for pair in self._pairs for record in _records(pair))


def _records(pair: dict[str, Any]) -> tuple[str, str]:
    return pair["record_a"], pair["record_b"]


def _answer() -> str:
    """One answer; what is no key of ours is asked again."""
    while True:
        key = _key() if sys.stdin.isatty() else _line()
        typer.echo()
        if key in KEYS:
            return KEYS[key]


def _prompt() -> None:
    typer.echo(ASKS, nl=False)
    sys.stdout.flush()


def _line() -> str:
    """The first letter of a line, a space for an empty one, nothing at the end."""
    _prompt()
    line = sys.stdin.readline()
    return line.strip()[:1].lower() or line[:1]


def _key() -> str:
    """One key of a terminal, not waiting for enter.

    What was typed before the question stood there is thrown away, and so are keys
    that send several letters (arrows, a paste): neither is an answer.
    """
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSAFLUSH)
        _prompt()
        letters = os.read(terminal, 64).decode(errors="replace").lower()
    except KeyboardInterrupt:
        return "q"
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    return letters if len(letters) < 2 else "?"  # noqa: PLR2004  # one key, one letter
