"""A connector's docstring, taken apart: what it reads, where to get it."""

from __future__ import annotations

import inspect

LABELS = ("Export", "Spec", "Rotten")


def first_line(doc: str | None) -> str:
    """What the connector reads, in a line."""
    return inspect.cleandoc(doc or "").partition("\n")[0].rstrip(".")


def details(doc: str | None) -> str:
    """The paragraphs that have no label, such as a grammar, as they stand."""
    labels = tuple(f"{label}:" for label in LABELS)
    blocks = inspect.cleandoc(doc or "").split("\n\n")[1:]
    return "\n\n".join(block for block in blocks if not block.startswith(labels))


def paragraph(doc: str | None, label: str) -> str:
    """The paragraph that begins with `Export:`, `Spec:` or `Rotten:`, in a line."""
    for block in inspect.cleandoc(doc or "").split("\n\n"):
        if block.startswith(f"{label}:"):
            return " ".join(block.removeprefix(f"{label}:").split())
    return ""
