"""Values of Google's JSON, and as lines of a card or a calendar."""

from __future__ import annotations

from typing import Any


def text_of(one: dict[str, Any], name: str) -> str:
    """A text field; empty for what is missing or no text."""
    value = one.get(name)
    return value if isinstance(value, str) else ""


def line(name: str, value: str) -> str:
    """A line of a card or a calendar; none for nothing."""
    return f"{name}:{escaped(value)}" if value else ""


def escaped(text: str) -> str:
    """Text with the separators of cards and calendars escaped, in one line."""
    for mark in ("\\", ",", ";"):
        text = text.replace(mark, "\\" + mark)
    return "\\n".join(text.splitlines())
