"""An owner who knows the truth and sits through `review`.

Asked about records, they answer by the truth of those shown. Asked about a kind, they
say yes, since the question is only put once their own answers about some of the kind
tell enough: the truth of the rest, which they were not shown, plays no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows import decisions, warehouse
from flows.commands._asked import Question
from flows.commands._questions import KindQuestion, Sitting

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.settings import Home

# what later floors would show: nobody is in touch with anybody here
_STAND_INS = """
    create or replace temp table interactions as
        select null::varchar as person_id, false as machine where false;
    create or replace temp table scores as
        select null::varchar as person_id, null::double as cultivate where false;
"""
_SHOWN = ("contact_records", "judgements")


def sit(
    con: Connection, home: Home, questions: int, *, kinds: bool = True
) -> tuple[int, int]:
    """Answer so many questions, each key counted; how many were, and kinds of them.

    kinds: whether the owner says yes to a kind when asked, or no. Begins with an empty
    decisions.csv; staging.decisions has the answers afterwards.
    """
    forget(con, home)
    warehouse.run_floor(con, "4_people")
    for relation in warehouse.relations("public"):
        if relation.name in _SHOWN:
            warehouse.make(con, relation)
    con.execute(_STAND_INS)
    truth = dict(con.execute("select record_id, human from raw.truth").fetchall())
    sitting = Sitting(con, home)
    answered = spoken_for = 0
    while answered < questions and (question := sitting.next()):
        if isinstance(question, KindQuestion):
            sitting.answer_kind(question, yes=kinds)
            spoken_for += kinds
            answered += 1
        else:
            humans = [truth[record] for record in question.records]
            answered += _answer(sitting, question, humans, questions - answered)
    _stage(con, home)
    return answered, spoken_for


def _answer(
    sitting: Sitting, question: Question, humans: Sequence[int], patience: int
) -> int:
    """One key if all are one person or all are others, else one more for each pair."""
    several = len(set(humans))
    if several in (1, len(humans)):
        sitting.answer(question, "same" if several == 1 else "different")
        return 1
    sitting.pass_over(question)
    pressed, kind = 1, question.kind
    known: dict[int, str] = {}
    for record, human in zip(question.records, humans, strict=True):
        for other, first in known.items():
            if pressed == patience:
                return pressed
            verb = "same" if other == human else "different"
            sitting.write(verb, [(first, record)], kind if verb == "different" else "")
            kind = kind if verb == "same" else ""
            pressed += 1
            if verb == "same":
                break
        known.setdefault(human, record)
    return pressed


def forget(con: Connection, home: Home) -> None:
    """As if the owner had never said anything."""
    home.decisions.unlink(missing_ok=True)
    _stage(con, home)


def _stage(con: Connection, home: Home) -> None:
    decisions.load(con, home)
    for relation in warehouse.relations("2_staging"):
        if relation.name == "decisions":
            warehouse.make(con, relation)
