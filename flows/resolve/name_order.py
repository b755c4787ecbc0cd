"""Which words of a name are the given and which the family name."""

from __future__ import annotations

from dataclasses import dataclass

from anyascii import anyascii

from flows.resolve.name_keys import CYRILLIC, EASTERN, HAN, HANGUL, LATIN, word_key
from flows.resolve.name_words import (
    COMPOUND_HAN,
    CREDENTIALS,
    GENERATIONS,
    KINSHIP,
    LABELS,
    PARTICLES,
    PATRONYMIC_ENDINGS,
    PREFIXES,
    RUSSIAN_FAMILY_ENDINGS,
)
from flows.resolve.nicknames import is_given_name


@dataclass(frozen=True, slots=True)
class Parts:
    """A name's words, sorted.

    generation: jr, sr, ii ..; foreign: a foreign name in katakana; shown: the whole,
    when it is written in two scripts.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str = ""
    foreign: bool = False
    shown: str = ""


def split_name(text: str) -> Parts:
    """The words sorted into given and family names."""
    if EASTERN.search(text):
        return _split_mixed(text) if LATIN.search(text) else _split_eastern(text)
    chunks = [chunk.split() for chunk in text.split(",") if chunk.strip()]
    generation = ""
    while len(chunks) > 1 and all(_is_tail(word) for word in chunks[-1]):
        generation = generation or _generation(chunks[-1])
        chunks.pop()
    words = [_strip_titles(_strip_labels(chunk)) for chunk in chunks[:2]]
    generation = generation or next(filter(None, map(_generation, words)), "")
    words = [_strip_tails(chunk) for chunk in words]
    if len(words) == 2 and all(words):  # noqa: PLR2004  # `Last, First`
        return Parts(tuple(words[1]), tuple(words[0]), generation)
    given, family = _split_words(next(filter(None, words), []))
    return Parts(given, family, generation)


def _generation(words: list[str]) -> str:
    return next(
        (GENERATIONS[k] for k in map(word_key, words[-1:]) if k in GENERATIONS), ""
    )


def _is_tail(word: str) -> bool:
    key = anyascii(word).lower().replace(".", "")
    if key in GENERATIONS:
        return True
    # Ma, Do and Ba are names; MA, DO and BA are degrees.
    return key in CREDENTIALS and (len(key) > 2 or not word.istitle())  # noqa: PLR2004


def _strip_labels(words: list[str]) -> list[str]:
    """Without what a phone book adds: `Ana work`, `Joan brother`, `Aunt Pilar`.

    A word that is all there is, or is written like a name in its place, stays out
    only when it is one of kinship: `Mum` is nobody's name to compare.
    """
    kept = [
        word
        for place, word in enumerate(words)
        if not (
            (word.lower() in KINSHIP and (place == 0 or word.islower()))
            or (place > 0 and word_key(word) in LABELS)
        )
    ]
    return [] if len(kept) == 1 and word_key(kept[0]) in LABELS else kept


def _strip_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and word_key(words[0]) in PREFIXES:
        words = words[1:]
    return words


def _strip_tails(words: list[str]) -> list[str]:
    while len(words) > 2 and _is_tail(words[-1]):  # noqa: PLR2004  # a name stays
        words = words[:-1]
    return words


def _split_words(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(words) < 2:  # noqa: PLR2004
        return tuple(words), ()
    if CYRILLIC.search(words[0]):
        return _split_russian(words)
    shouted = [len(word) > 2 and word.isupper() for word in words]  # noqa: PLR2004
    if any(shouted) and not all(shouted):
        capitals = tuple(w for w, loud in zip(words, shouted, strict=True) if loud)
        others = tuple(w for w, loud in zip(words, shouted, strict=True) if not loud)
        if any(len(word_key(word)) > 1 for word in others):
            return others, capitals
    start = next(
        (i for i, w in enumerate(words[1:-1], 1) if w.lower() in PARTICLES),
        len(words) - 1,
    )
    return tuple(words[:start]), tuple(words[start:])


def _split_russian(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = [word_key(word) for word in words]
    if len(words) > 2 and keys[-1].endswith(PATRONYMIC_ENDINGS):  # noqa: PLR2004
        return tuple(words[1:]), (words[0],)
    first, last = keys[0], keys[-1]
    if is_given_name(last) and not is_given_name(first):
        return tuple(words[1:]), (words[0],)
    if (
        not is_given_name(first)
        and first.endswith(RUSSIAN_FAMILY_ENDINGS)
        and not last.endswith(RUSSIAN_FAMILY_ENDINGS)
    ):
        return tuple(words[1:]), (words[0],)
    return tuple(words[:-1]), (words[-1],)


def _split_mixed(text: str) -> Parts:
    """`Wei Chen 陈伟` is sorted by its Latin words and shown whole."""
    latin = " ".join(word for word in text.split() if not EASTERN.search(word))
    if not LATIN.search(latin):
        return _split_eastern(text)
    parts = split_name(latin)
    return Parts(parts.given, parts.family, parts.generation, shown=text)


def _split_eastern(text: str) -> Parts:
    if "・" in text:  # a foreign name in katakana, given name first
        *given, family = text.split("・")
        return Parts(tuple(given), (family,), foreign=True)
    family, *given = text.replace(",", " ").split()
    if given:
        return Parts(tuple(given), (family,))
    if (HAN.match(family) or HANGUL.match(family)) and 2 <= len(family) <= 4:  # noqa: PLR2004
        compound = family[:2] in COMPOUND_HAN or len(family) == 4  # noqa: PLR2004
        cut = 2 if compound and len(family) > 2 else 1  # noqa: PLR2004
        return Parts((family[cut:],), (family[:cut],))
    return Parts((family,), ())
