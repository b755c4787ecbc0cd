"""Short bodies that sound like somebody: sentences of phrases.toml, put together."""

from __future__ import annotations

import tomllib
from random import Random
from typing import Any

from cast import HERE

SLOTS = ("place", "day", "thing")
PHRASES: dict[str, Any] = tomllib.loads(
    (HERE / "phrases.toml").read_text(encoding="utf-8")
)


class Voice:
    """One language and topic, with a die."""

    def __init__(self, die: Random, language: str, topic: str) -> None:
        self.die = die
        self.common = PHRASES[language]
        self.topic = self.common[topic]

    def subject(self) -> str:
        """A subject line."""
        line = self._pick("subjects")
        return line[0].upper() + line[1:]

    def body(self, parts: tuple[str, ...], to: str, by: str) -> str:
        """A body of the named parts (open, ask, answer, close)."""
        hello = self.die.choice(self.common["hello"]).format(name=to)
        said = " ".join(self._pick(part) for part in parts)
        bye = self.die.choice(self.common["bye"])
        return f"{hello}\n\n{_wrap(said)}\n\n{bye}\n{by}\n"

    def _pick(self, part: str) -> str:
        sentence: str = self.die.choice(self.topic[part])
        slots = {slot: self.die.choice(self.common[slot]) for slot in SLOTS}
        said = sentence.format(n=self.die.randint(1, 4), **slots)
        return said if part == "subjects" else said[0].upper() + said[1:]


def _wrap(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 74:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
