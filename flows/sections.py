"""A section of cultivate.toml becomes a frozen dataclass, or an error with its cure.

A field's metadata may bound what is said: `words`, the only ones a text may be;
`form`, a pattern for a text and an example of it; `least`, what a number must reach.
"""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import Field, fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")


class UserError(Exception):
    """Something the owner can mend; shown in one line, without a traceback."""


def parse_section(kind: type[T], table: Any, place: str, prefix: str) -> T:
    """A section's dataclass filled in; raises UserError for what does not fit."""
    if not isinstance(table, dict):
        raise UserError(f"{place}: {prefix.rstrip('.')} must be a [section]")
    known = {f.name: f for f in fields(kind) if f.name != "sources"}  # type: ignore[arg-type]
    values = {}
    defaults = kind()
    for key, said in table.items():
        if key not in known:
            near = nearest(key, known if prefix else (*known, "sources"))
            raise UserError(f"{place}: unknown setting {prefix}{key}{near}")
        value = _convert(getattr(defaults, key), said, place, prefix + key)
        if wrong := _out_of_bounds(known[key], value):
            raise UserError(f"{place}: {prefix}{key} {wrong}")
        values[key] = value
    return replace(defaults, **values)  # type: ignore[type-var]


def nearest(key: str, known: Any, alike: float = 0.5) -> str:
    """`; did you mean x?` for the known word nearest to the key, if one is near.

    alike: from 0 to 1, how much of the words must be the same.
    """
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=alike)
    return f"; did you mean {near[0]}?" if near else ""


def _convert(default: Any, value: Any, place: str, name: str) -> Any:
    if is_dataclass(default):
        return parse_section(type(default), value, place, name + ".")
    if isinstance(default, dict):
        return default | _numbers(value, place, name)
    if isinstance(default, tuple) and isinstance(value, list):
        if not default or isinstance(default[0], str):
            if not all(isinstance(item, str) for item in value):
                raise UserError(f"{place}: {name} must be {_wanted(default)}")
            return tuple(value)
        if len(value) != len(default):
            raise UserError(f"{place}: {name} needs {len(default)} numbers")
        return tuple(_number(item, place, name) for item in value)
    if isinstance(default, float):
        return _number(value, place, name)
    if type(value) is type(default):
        return value
    raise UserError(f"{place}: {name} must be {_wanted(default)}")


def _wanted(default: Any) -> str:
    """What a setting with this default holds, as TOML writes it."""
    if isinstance(default, tuple):
        if not default or isinstance(default[0], str):
            return 'a list of texts, like ["...", "..."]'
        return f"a list of {len(default)} numbers, like {list(default)}"
    kinds = {str: 'text, like "..."', int: "a whole number", bool: "true or false"}
    return f"{kinds[type(default)]}; its default is {json.dumps(default)}"


def _numbers(value: Any, place: str, name: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise UserError(f"{place}: {name} must be a [section] of numbers")
    return {key: _number(item, place, f"{name}.{key}") for key, item in value.items()}


def _number(value: Any, place: str, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise UserError(f"{place}: {name} must be a number of at least 0")
    return float(value)


def _out_of_bounds(field: Field[Any], value: Any) -> str:
    """What is wrong with a value of the right kind; nothing when it may stand."""
    words = field.metadata.get("words", ())
    pattern, example = field.metadata.get("form", ("", ""))
    least = field.metadata.get("least", 0)
    for one in value if isinstance(value, tuple) else (value,):
        if words and one not in words:
            return f"is none of {', '.join(words)}"
        if pattern and one and not re.fullmatch(pattern, one):
            return f"is {one!r}; write it like {example}"
        if type(one) in {int, float} and one < least:
            return f"must be at least {least:g}"
    return ""
