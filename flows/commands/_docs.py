"""A connector's docstring, taken apart: what it reads, where to get it."""

from __future__ import annotations

import inspect

LABELS = ("Export", "Spec", "Rotten")


def first_line(doc: str | None) -> str:
    """What the connector reads, in a line."""
    return inspect.cleandoc(doc or "").partition("\n")[0].rstrip(".")


def paragraph(doc: str | None, label: str) -> str:
    """The paragraph that begins with `Export:`, `Spec:` or `Rotten:`, in a line."""
    for block in inspect.cleandoc(doc or "").split("\n\n"):
        if block.startswith(f"{label}:"):
            return " ".join(block.removeprefix(f"{label}:").split())
    return ""
