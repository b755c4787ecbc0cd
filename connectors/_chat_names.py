"""What chats call people: names and numbers, as they are compared.

Chats decorate names with marks of direction, and write one number in many ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from . import Reading

MAX_NAME = 120
_MARKS = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]")
_PHONE = re.compile(r"\+?\d(?:[\d().\-/\s]{5,30})")
_FEWEST, _COMPARED = 7, 9  # digits of a number that is somebody's
_SHORT_CODE = re.compile(r"[+*#]?\d{1,6}")


def plain(text: str) -> str:
    """A name without direction marks and needless blanks, of bounded length."""
    if len(text) <= MAX_NAME and text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_MARKS.sub("", text[: 4 * MAX_NAME]).split())[:MAX_NAME].strip()


def folded(name: str) -> str:
    """A name to be compared: without accents, case and marks."""
    name = plain(name)
    if name.isascii():
        return name.casefold()
    split = unicodedata.normalize("NFKD", name)
    letters = (one for one in split if not unicodedata.combining(one))
    return "".join(letters).casefold()


def phone_key(text: str) -> str:
    """A number's digits, with its plus; empty for what is no number of somebody."""
    said = plain(text)
    if not _PHONE.fullmatch(said):
        return ""
    digits = re.sub(r"\D", "", said)
    if digits.startswith("00") and not said.startswith("+"):
        digits, said = digits[2:], "+"
    enough = _FEWEST <= len(digits) <= 15  # noqa: PLR2004  # E.164
    return ("+" if said.startswith("+") else "") + digits if enough else ""


def same_number(key: str) -> str:
    """What a number written with and without its country has in common."""
    return re.sub(r"\D", "", key)[-_COMPARED:]


def is_short_code(text: str) -> bool:
    """Whether a service sends from it: people's numbers are longer."""
    return bool(_SHORT_CODE.fullmatch(plain(text)))


def own_among(names: Iterable[str], reading: Reading, *, two: bool = False) -> str:
    """Which of the names is the owner's; empty when none or several may be.

    two: only the owner and somebody else are in the chat, so that the one whose
    every word is part of the owner's name (Robin of Robin Vale) is the owner.
    """
    shown = list(names)
    numbers = {same_number(one) for one in reading.owner_addresses if "@" not in one}
    mine = [name for name in shown if same_number(phone_key(name)) in numbers - {""}]
    if len(mine) == 1:
        return mine[0]
    called = {folded(name) for name in reading.owner_names}
    exact = [name for name in shown if folded(name) in called]
    if len(exact) == 1:
        return exact[0]
    if exact or not two:
        return ""
    parts = [set(name.split()) for name in called]
    near = [
        name
        for name in shown
        if any(set(folded(name).split()) <= own for own in parts if folded(name))
    ]
    return near[0] if len(near) == 1 else ""
