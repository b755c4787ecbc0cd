"""What a text says of a relationship: a question, thanks, an introduction.

Give it what its author newly wrote, without quotes and signature. The words are
a few of each of the commonest languages (`_text_words`); a text in none of them
still shows its question marks and its number of words.
"""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ._text_language import count_words, guess_language
from ._text_spot import Spotter, compiled
from ._text_words import (
    EAST_ASIAN_QUESTION,
    IN_ADVANCE,
    INTRODUCES,
    NO_NEED,
    NO_THANKS,
    PLEASANT_ENDS,
    PLEASANTRY,
    REQUESTS,
    THANKS,
    THANKS_IN_ADVANCE,
)

MAX_LOOKED_AT = 20_000
_GUESSED_FROM = 500  # letters are enough to tell a language

# "Thanks, Ana" below a request closes it politely
_THANKS_AS_CLOSE = (
    r"\n[ \t]*(?:many\s+)?(?:thanks|thank\s+you|danke|merci|gracias|grazie|"
    r"obrigad[oa]|dzięki|спасибо)[ \t]*[,.!–-]?[ \t]*(?:\n[^\n]{0,60}){0,3}\Z"
)
_CLOSING_LINES = 4
_TWO = 2  # people, who both read that they are introduced
# written with its capitals: after "meet", a name is one. It begins with letters
# that are the same in each spelling, since an expression with a fixed beginning
# is looked for many times as quickly
_MEET = (
    r"eet(?=\s+[A-ZÀ-ÞΑ-ΩА-Я]\w)(?<=[Mm]eet)(?<![^\W_][Mm]eet)\s+"
    r"(?!(?:Me|You|Us|I|Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?\b|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Google|Zoom|Teams)\b)[A-ZÀ-ÞΑ-ΩА-Я]"
)
_INTRODUCES_BY_SUBJECT = (
    r"\s*(?:e-?mail\s+)?intro(?:duction|ducing)?\b|[^\n]{0,200}<-?>"
)
# by what shows that there may be one
_URLS = {
    frozenset(("://",)): r"https?://\S{1,2000}",
    frozenset(("www.",)): r"www\.\S{1,2000}",
    frozenset(("://", "www.")): r"(?:https?://|www\.)\S{1,2000}",
}
_IN_URLS = frozenset.union(*_URLS)
_MARKS = ("？", "؟")  # written otherwise than ours
_BEFORE_MARK = " \u00a0\u202f\"'”’)»"

# any of them may be in a text that says something
WORDS = frozenset.union(
    _IN_URLS,
    IN_ADVANCE,
    {"meet", *EAST_ASIAN_QUESTION.words},
    *(
        rules.words
        for rules in (
            *(THANKS, THANKS_IN_ADVANCE, NO_THANKS),
            *(INTRODUCES, REQUESTS, NO_NEED),
        )
    ),
)
_SPOTTER = Spotter(WORDS)


class Signals(NamedTuple):
    """What is kept of a text; the text itself is not."""

    asks_question: bool
    says_thanks: bool
    introduces: bool
    words: int
    language: str


def read_signals(
    text: str,
    subject: str = "",
    others: int = 0,
    spotted: frozenset[str] | None = None,
) -> Signals:
    """The signals of a text; `others`: how many people it is addressed to.

    An introduction takes two people who both read it. spotted: which of WORDS the
    text may hold, where that is known; none but these are looked for.
    """
    written, lowered, spotted = _prepare(text, spotted)
    return Signals(
        asks_question=_asks(lowered, spotted),
        says_thanks=_thanks(lowered, spotted),
        introduces=_introduces(written, lowered, subject, others, spotted),
        words=count_words(lowered),
        language=_guess(lowered),
    )


def read_many_signals(
    texts: Sequence[str],
    subjects: Sequence[str],
    others: Sequence[int],
    spotted: Sequence[frozenset[str]],
) -> dict[str, list[Any]]:
    """What read_signals gives of each text: of each of Signals' fields a list.

    A step of all of them after the other: what a step needs stays near the processor.
    """
    prepared = list(map(_prepare, texts, spotted))
    written = [each for each, _, _ in prepared]
    lowered = [each for _, each, _ in prepared]
    spotted = [each for _, _, each in prepared]
    return {
        "asks_question": list(map(_asks, lowered, spotted)),
        "says_thanks": list(map(_thanks, lowered, spotted)),
        "introduces": list(
            map(_introduces, written, lowered, subjects, others, spotted)
        ),
        "words": list(map(count_words, lowered)),
        "language": list(map(_guess, lowered)),
    }


def _prepare(
    text: str, spotted: frozenset[str] | None
) -> tuple[str, str, frozenset[str]]:
    """As much of a text as is looked at, without URLs; in lower case; its WORDS."""
    written = text[:MAX_LOOKED_AT]
    if not written.isascii():  # half a letter cannot be looked for
        written = written.encode("utf-8", "replace").decode()
    lowered = written.lower()
    if spotted is None:
        spotted = _SPOTTER.spot(lowered)
    if spotted and not _IN_URLS.isdisjoint(spotted):
        written = compiled(_URLS[_IN_URLS & spotted]).sub(" ", written)
        lowered = written.lower()
    return written, lowered, spotted


def _guess(lowered: str) -> str:
    return guess_language(lowered[:_GUESSED_FROM])


def _asks(text: str, spotted: frozenset[str]) -> bool:
    """Whether an answer is wanted: asked with a mark or begged for in words."""
    asks = _marks_question(text, spotted) or REQUESTS.find(text, spotted)
    return asks and not NO_NEED.find(text, spotted)


def _marks_question(text: str, spotted: frozenset[str]) -> bool:
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, "?")
        if not spotted.isdisjoint(EAST_ASIAN_QUESTION.words) and _asks_in_asia(text):
            return True
    at = text.find("?")
    while at >= 0:
        asked = text[max(at - 40, 0) : at].rstrip(_BEFORE_MARK)
        if asked[-1:].isalnum() and not _is_pleasantry(asked):
            return True
        at = text.find("?", at + 1)
    return False


def _asks_in_asia(text: str) -> bool:
    """Whether it asks by its words alone."""
    return any(
        not _is_pleasantry(text[max(found.start() - 8, 0) : found.end()].rstrip("。"))
        for found in compiled(EAST_ASIAN_QUESTION.expression).finditer(text)
    )


def _is_pleasantry(asked: str) -> bool:
    return asked.rstrip().endswith(PLEASANT_ENDS) and bool(
        compiled(PLEASANTRY).search(asked)
    )


def _thanks(text: str, spotted: frozenset[str]) -> bool:
    if not THANKS.may_find(spotted):
        return False
    close = compiled(_THANKS_AS_CLOSE).search(text, _closing_from(text))
    if close and text[: close.start()].strip():
        text = text[: close.start()]
    if not IN_ADVANCE.isdisjoint(spotted):
        text = THANKS_IN_ADVANCE.without(text, spotted)
    return THANKS.find(NO_THANKS.without(text, spotted), spotted)


def _closing_from(text: str) -> int:
    """Where the lines begin among which a polite close can be."""
    if "many" in text and compiled(r"many\s*\n").search(text):
        return 0  # as many as stand between it and the thanks
    at = len(text)
    for _ in range(_CLOSING_LINES):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at


def _introduces(
    written: str, lowered: str, subject: str, others: int, spotted: frozenset[str]
) -> bool:
    if others < _TWO:
        return False
    subject = subject.lower()
    if ("intro" in subject or ">" in subject) and compiled(
        _INTRODUCES_BY_SUBJECT
    ).match(subject):
        return True
    if "meet" in spotted and compiled(_MEET).search(written):
        return True
    return INTRODUCES.find(lowered, spotted)
