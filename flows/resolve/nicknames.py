"""Which given names may be one: as sets that overlap, never one canonical form."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from flows.resolve.name_words import GIVEN_FORMS

_NO_FORMS: frozenset[str] = frozenset()
# The table's slips: Bill is William.
_WRONG = {("bill", "robert"), ("billy", "robert")}


@cache
def _own_forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for line in GIVEN_FORMS.splitlines():
        formal, *others = line.split()
        for name in (formal, *others):
            forms[name].add(formal)
    return {name: frozenset(formals) for name, formals in forms.items()}


@cache
def _english_forms() -> dict[str, frozenset[str]]:
    """The `nicknames` table, from a short form to more formal ones only.

    A formal name has more short forms than the short form itself has.
    """
    from nicknames import NickNamer

    lookup = NickNamer()
    short_forms = {name: len(short) for name, short in lookup.nickname_lookup.items()}
    return {
        name: frozenset(
            form
            for form in formal
            if short_forms.get(form, 0) > short_forms.get(name, 0)
            and (name, form) not in _WRONG
        )
        for name, formal in lookup.canonical_lookup.items()
    }


def formal_forms(given: str) -> tuple[str, ...]:
    """The given name itself first, then every formal form it may stand for.

    `bob` -> bob, bert, bobby, robert; two names may be one human's when their
    forms overlap. In alphabetical order, so that nothing depends on a set's.
    """
    found = _own_forms().get(given, _NO_FORMS) | _english_forms().get(given, _NO_FORMS)
    return (given, *sorted(found - {given}))


def is_given_name(word: str) -> bool:
    """Whether the word is one of the given names in our own table."""
    return word in _own_forms()
