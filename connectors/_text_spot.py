"""Which words of a list a text holds, and the expressions worth trying because of them.

An expression tries every letter of a text; a list of words is looked for in one
pass, whatever its length. So each expression stands beside words without any of
which it finds nothing, and is tried, and even made, only where one was spotted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

_NEAR = 200  # letters: nothing that is said in a breath is longer
_NOTHING: frozenset[str] = frozenset()
_number = itemgetter(0)
# finds words by their numbers, and gives the word of a number
_Search: TypeAlias = tuple[
    Callable[..., list[tuple[int, int, int]]], Callable[[int], str]
]


class Spotter:
    """Looks for all words of a list at once."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(words))

    def spot(self, text: str) -> frozenset[str]:
        """The words that the text holds, be it inside of others; case counts."""
        find, word = self._in_ascii if text.isascii() else self._in_any
        found = find(text.encode("utf-8", "replace"), overlapping=True)
        # each is told by its number and where it stands
        return frozenset(map(word, map(_number, found))) if found else _NOTHING

    @cached_property
    def _in_any(self) -> _Search:
        return _search(self._words)

    @cached_property
    def _in_ascii(self) -> _Search:
        # the fewer words there are, the quicker it is
        return _search(tuple(filter(str.isascii, self._words)))


def _search(words: tuple[str, ...]) -> _Search:
    table = BytesAhoCorasick(
        [word.encode() for word in words], implementation=Implementation.DFA
    )
    return table.find_matches_as_indexes, words.__getitem__


class Rule(NamedTuple):
    """An expression that finds nothing in a text without one of these words.

    fixed: it begins with the word, for which the engine looks very quickly; any
    other is tried only near the word.
    """

    words: tuple[str, ...]
    expression: str
    fixed: bool = False

    def find(self, text: str, word: str) -> re.Match[str] | None:
        """What shows it by this word."""
        expression = compiled(self.expression)
        if self.fixed:
            return expression.search(text)
        at = text.find(word)
        while at >= 0:
            found = expression.search(text, max(at - _NEAR, 0), at + _NEAR)
            if found and found.start() <= at:
                return found
            at = text.find(word, at + 1)
        return None


class Rules:
    """Several rules for the same thing, which any of them shows."""

    def __init__(self, *rules: Rule) -> None:
        self._by_word: dict[str, list[Rule]] = {}
        for rule in rules:
            for word in rule.words:
                self._by_word.setdefault(word, []).append(rule)
        self.words = frozenset(self._by_word)

    def may_find(self, spotted: frozenset[str]) -> bool:
        """Whether a text that holds these words is worth looking through."""
        return not self.words.isdisjoint(spotted)

    def tried(self, spotted: frozenset[str]) -> Iterator[tuple[str, Rule]]:
        """The words a text holds, each with the rules it may be a sign of."""
        for word in sorted(self.words & spotted):
            for rule in self._by_word[word]:
                yield word, rule

    def without(self, text: str, spotted: frozenset[str]) -> str:
        """The text with a blank for whatever shows it."""
        for word, rule in self.tried(spotted):
            if rule.find(text, word):
                text = compiled(rule.expression).sub(" ", text)
        return text

    def find(self, text: str, spotted: frozenset[str]) -> bool:
        """Whether the text shows it; spotted: among others, the words it holds."""
        if self.words.isdisjoint(spotted):
            return False
        return any(rule.find(text, word) for word, rule in self.tried(spotted))


compiled = lru_cache(maxsize=None)(re.compile)


def opening(word: str, rest: str = "") -> Rule:
    r"""A word with a boundary before it, as `\bword`, and what has to follow.

    The engine looks for a fixed beginning many times as quickly as for a boundary.
    """
    fixed = re.escape(word)
    return Rule((word,), rf"{fixed}(?<!\w{fixed}){rest}", fixed=True)


def whole(words: str) -> Iterable[Rule]:
    r"""Words, parted by blanks, each alone with a boundary on both sides."""
    return [opening(word, r"\b") for word in words.split()]


def inside(words: str) -> Iterable[Rule]:
    """Words, parted by blanks, each wherever it stands."""
    return [Rule((word,), re.escape(word), fixed=True) for word in words.split()]
