"""How many words a text has, and which language they seem to be of."""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

import re
from functools import lru_cache

from stringzilla import bytesum, count, find, find_first_of

_CLEAR_FROM, _CLEAR = 30, 4  # words are, when so many more are of one

_STOP_WORDS = {
    "en": "the and you that for this with have are will your was not but from what",
    "de": "und der die das ich nicht ist mit sie für ein eine auch auf wir dass bei",
    "fr": "le les et je vous est pas que pour une dans nous avec sur des bonjour",
    "es": "el los que para con una por como está pero más las del hola gracias muy",
    "pt": "os que para com uma não você por mais como obrigado mas está olá isso ao",
    "it": "il che di per con una non sono è ciao grazie anche ma della gli come ho",
    "nl": "de het een en ik je niet van voor met zijn dat op hebben bedankt ook wij",
    "pl": "nie na się że jest czy proszę pani pan dla tak ale mam jak dziękuję dzień",
}
_LANGUAGES = tuple(_STOP_WORDS)
# for each word a number that has a byte for each language: so that they add up
_ONE_OF: dict[str, int] = {}
for _place, _words in enumerate(_STOP_WORDS.values()):
    for _word in _words.split():
        _ONE_OF[_word] = _ONE_OF.get(_word, 0) + 256**_place

_SIGNS = b"'.,:;!?()\"-_"  # what may touch one of the words looked for
_APOSTROPHE = "’".encode()
_BESIDE_WORDS = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))
_BLANKS = b" \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_IS_BLANK = bytes(letter in _BLANKS for letter in range(256))
_TWO_BLANKS = b"\1\1"
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґ]")
_HAN_OR_KANA_BYTES = bytes(range(0xE3, 0xEA))


def count_words(text: str) -> int:
    """As many as stand between blanks; two letters make one in Chinese."""
    if not text.isascii():
        letters = _HAN_OR_KANA.findall(text) if _may_be_han(text.encode()) else ()
        return max(len(text.split()), len(letters) // 2)
    # each blank ends a word, unless another blank stands before it
    blanks = text.strip().encode().translate(_IS_BLANK)
    beside = 0
    if find(blanks, _TWO_BLANKS) >= 0:
        beside = count(blanks, _TWO_BLANKS, allowoverlap=True)
    return int(bytesum(blanks)) - beside + bool(blanks)


def guess_language(text: str) -> str:
    """By the script or by small words; empty when two fit as well or none does.

    text: in lower case; a few hundred letters are enough.
    """
    said = text.encode()
    if len(said) > len(text):
        if _may_be_han(said) and _is_mostly(_HAN_OR_KANA, text):
            return "ja" if _KANA.search(text) else "zh"
        if _is_mostly(_CYRILLIC, text):
            return "uk" if _UKRAINIAN.search(text) else "ru"
        said = said.replace(_APOSTROPHE, b" ")
    first = said.translate(_BESIDE_WORDS).decode().split(None, _CLEAR_FROM)
    rest = first.pop() if len(first) > _CLEAR_FROM else ""
    # mostly the first words are clear, and the rest need not be looked at
    counted = _add_up(first)
    return _likeliest(counted, _CLEAR) or _likeliest(counted + _add_up(rest.split()), 1)


def _may_be_han(said: bytes) -> bool:
    """Whether UTF-8 holds a byte that Chinese and Japanese letters begin with."""
    return bool(find_first_of(said, _HAN_OR_KANA_BYTES) >= 0)


def _is_mostly(letters: re.Pattern[str], text: str) -> bool:
    return len(letters.findall(text)) > len(text) // 3


def _add_up(words: list[str]) -> int:
    """How many words are of each language, a byte for each."""
    return sum(filter(None, map(_ONE_OF.get, words)))


@lru_cache(maxsize=4096)
def _likeliest(counted: int, at_least: int) -> str:
    """The language of most words, if of so many more than of any other."""
    times = counted.to_bytes(len(_LANGUAGES), "little")
    *_, second, most = sorted(times)
    # one word may be a name
    if most < 2 or most - second < at_least:  # noqa: PLR2004
        return ""
    return _LANGUAGES[times.index(most)]
