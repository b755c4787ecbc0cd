"""The review: questions shown one at a time, a key an answer."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

from flows.commands._asked import Question
from flows.commands._beside import one_below_another, side_by_side
from flows.commands._database import rows
from flows.commands._questions import KindQuestion, Sitting
from flows.commands._shared import cell, count, heading, say
from flows.kinds import KINDS
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# a closed input and ctrl-d quit too
_ALWAYS = {
    " ": "skip",
    "\r": "skip",
    "\n": "skip",
    "q": "quit",
    "\x04": "quit",
    "": "quit",
}
PAIR = {"s": "same", "d": "different", "u": "unsure", **_ALWAYS}
SEVERAL = {**PAIR, "o": "one by one"}
KIND = {"y": "yes", "n": "no", "v": "view", **_ALWAYS}
ASKS_PAIR = "s same, d different, u unsure, space skips, q quits: "
ASKS_SEVERAL = (
    "s all the same, d all different, o one by one, u unsure, space skips, q quits: "
)
ASKS_KIND = "y yes, n no, v view some, space skips, q quits: "
ASKS_TO_JOIN = (
    "Join them all, and such as come later? Your `different` on any pair, now",
    "or later, stands above it, and conflicting names or birthdays stay apart.",
)
ASKS_TO_PART = (
    "Part them all, and such as come later? Each becomes a question, with its",
    "reason; your `same` on any pair, now or later, stands above it.",
)
VIEWED = 5
_EVIDENCE = """
    select weight, evidence
    from match_candidates
    where
        record_a = least($one, $other)
        and record_b = greatest($one, $other)
    order by weight desc, rule
    limit 1
"""


class Review:
    """One sitting over what the owner has to judge."""

    def __init__(self, con: Connection, home: Home) -> None:
        self._con = con
        self._sitting = Sitting(con, home)
        self.answers: Counter[str] = Counter()

    def ask_all(self) -> None:
        """Ask until the questions or the owner's patience end."""
        left = self.left()
        while question := self._sitting.next():
            if isinstance(question, KindQuestion):
                going = self._ask_kind(question)
                left = self.left()
            else:
                left -= 1
                going = self._ask(question, max(left, 0))
            if not going:
                return

    def ask_again(self) -> None:
        """Ask once more what the owner was unsure of, and nothing else."""
        doubted = [one for one in self._doubted() if self._is_doubted(one)]
        for place, question in enumerate(doubted, 1):
            if self._is_doubted(question) and (
                not self._ask(question, len(doubted) - place)
            ):
                return

    def left(self) -> int:
        """How many questions are still open."""
        return self._sitting.left()

    def unsure(self) -> int:
        """How many pairs the owner was unsure of, and nothing has settled since."""
        return sum(map(self._is_doubted, self._doubted()))

    def _doubted(self) -> list[Question]:
        """The pairs that were left unsure, with their evidence if there still is."""
        pairs = []
        for line in self._sitting.judged.lines("unsure"):
            pair = {"one": line.record_a, "other": line.record_b}
            found = rows(self._con, _EVIDENCE, pair)
            told: dict[str, Any] = found[0] if found else {"weight": None}
            evidence = told.get("evidence", "nothing any more")
            records = (line.record_a, line.record_b)
            pairs.append(Question("", records, 1, 1, told["weight"], evidence))
        return pairs

    def _is_doubted(self, question: Question) -> bool:
        one, other = question.records
        return not self._sitting.judged.settled(one, other, ("different",))

    def _ask(self, question: Question, more: int) -> bool:
        """Show a question and keep its answer; False ends the sitting."""
        several = len(question.records) > 2  # noqa: PLR2004  # more than a pair
        say()
        if several:
            heading(f"Are these {len(question.records)} one person?  ({_after(more)})")
            lines = one_below_another(self._con, question.records)
        else:
            heading(f"One person?  ({_after(more)})")
            lines = side_by_side(self._con, *question.records)
        for line in lines:
            say(line)
        weight = "" if question.weight is None else f" ({question.weight:.2f})"
        say(f"because       {cell(question.evidence)}{weight}")
        answer = _answer(*((SEVERAL, ASKS_SEVERAL) if several else (PAIR, ASKS_PAIR)))
        if answer == "skip":
            self._sitting.pass_over(question)
        elif answer == "one by one":
            return self._ask_one_by_one(question)
        elif answer != "quit":
            self._said(answer, self._sitting.answer(question, answer))
        return answer != "quit"

    def _ask_one_by_one(self, question: Question) -> bool:
        """Ask of each who of those before it is; the group is then known."""
        self._sitting.pass_over(question)
        different: list[tuple[str, str]] = []
        apart: list[str] = []
        going = True
        for record in question.records:
            for known in apart:
                say()
                heading("One person?")
                for line in side_by_side(self._con, known, record):
                    say(line)
                answer = _answer(PAIR, ASKS_PAIR)
                if answer == "quit":
                    return False
                if answer == "skip":
                    continue
                kind = question.kind if answer == "different" and not different else ""
                pair = (known, record)
                self._said(answer, self._sitting.write(answer, [pair], kind))
                if answer == "same":
                    break
                if answer == "different":
                    different.append(pair)
            else:
                apart.append(record)
        return going

    def _ask_kind(self, question: KindQuestion) -> bool:
        """Ask about all of a kind; False ends the sitting."""
        tally, alike = question.tally, question.alike
        say()
        heading("All of a kind?")
        say(f"kind          {KINDS[question.kind].says}")
        parts = KINDS[question.kind].parts
        verb = "different" if parts else "same"
        told = f"{verb} to {getattr(tally, verb)} of {tally.answers}"
        say(f"you said      {told} of this kind")
        say(f"alike         {count(len(alike), 'more question')}, not asked yet")
        for line in ASKS_TO_PART if parts else ASKS_TO_JOIN:
            say(line)
        answer = _answer(KIND, ASKS_KIND)
        shown = 0
        while answer == "view":
            for one in alike[shown : shown + VIEWED]:
                say()
                for line in one_below_another(self._con, one.records):
                    say(line)
            shown += VIEWED
            answer = _answer(KIND, ASKS_KIND)
        if answer in ("yes", "no"):
            decision = self._sitting.answer_kind(question, yes=answer == "yes")
            done = "asked one by one, as before"
            if answer == "yes":
                done = "parted" if parts else "joined"
            say(f"{done}  (undo: cultivate undo {decision})")
            self.answers["kind"] += 1
        elif answer == "skip":
            self._sitting.pass_over(question)
        return answer != "quit"

    def _said(self, answer: str, decisions: list[str]) -> None:
        say(f"{answer}  (undo: cultivate undo {' '.join(decisions)})")
        self.answers[answer] += 1


def _after(more: int) -> str:
    return f"{more} more after this"


def _answer(keys: dict[str, str], asks: str) -> str:
    """One answer; what is no key of ours is asked again."""
    while True:
        key = _key(asks) if sys.stdin.isatty() else _line(asks)
        typer.echo()
        if key in keys:
            return keys[key]


def _prompt(asks: str) -> None:
    typer.echo(asks, nl=False)
    sys.stdout.flush()


def _line(asks: str) -> str:
    """The first letter of a line, a space for an empty one, nothing at the end."""
    _prompt(asks)
    line = sys.stdin.readline()
    return line.strip()[:1].lower() or line[:1]


def _key(asks: str) -> str:
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
        _prompt(asks)
        letters = os.read(terminal, 64).decode(errors="replace").lower()
    except KeyboardInterrupt:
        return "q"
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    return letters if len(letters) < 2 else "?"  # noqa: PLR2004  # one key, one letter
