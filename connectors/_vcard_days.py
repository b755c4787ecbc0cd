"""The days of somebody, and who is related to them and how."""

from __future__ import annotations

from collections.abc import Iterator

from . import _vcard_dates as dates
from . import _vcard_names as names
from ._vcard_values import Contents, android, called_by_group, param, texts, types


def birthday(contents: Contents) -> tuple[str, bool]:
    """The birthday, and whether there was one nobody can read."""
    said = False
    for line in contents.get("bday", ()):
        if day := line.value.strip():
            said = True
            found = dates.birthday(day, param(line, "X-APPLE-OMIT-YEAR"))
            if found:
                return found, False
    for event in android(contents, "contact_event"):
        if event[1] == "3" and (found := dates.birthday(event[0])):
            return found, False
    return "", said


def mistyped(contents: Contents) -> Iterator[str]:
    """`birthday: 1980-13-41`: a birthday that no calendar has."""
    for line in contents.get("bday", ()):
        if day := dates.impossible(line.value):
            yield f"birthday: {day}"


def anniversary(contents: Contents) -> tuple[str, bool]:
    """The anniversary, and whether there was one nobody can read."""
    labels = called_by_group(contents)
    said = [*texts(contents, *names.ANNIVERSARIES)]
    said += [
        line.value
        for line in contents.get("x-abdate", ())
        if labels.get(line.group) == "anniversary"
    ]
    said += [day for day, kind in android(contents, "contact_event") if kind == "1"]
    spoken = [day for day in said if day.strip()]
    found = next(filter(None, map(dates.birthday, spoken)), None)
    return found or "", bool(spoken) and not found


def other_days(contents: Contents) -> Iterator[str]:
    """`first met: 2010-04-01`: the days that are called something else."""
    called = called_by_group(contents)
    for line in contents.get("x-abdate", ()):
        how, day = called.get(line.group, "") or "date", dates.birthday(line.value)
        if day and how != "anniversary":
            yield f"{how}: {day}"
    for day, kind, said in android(contents, "contact_event", 3):
        if kind not in {"1", "3"} and (found := dates.birthday(day)):
            yield f"{said.lower() or 'date'}: {found}"
    for name in sorted(contents.keys() & names.DAYS.keys()):
        for day in texts(contents, name):
            if found := dates.birthday(day):
                yield f"{names.DAYS[name]}: {found}"


def relations(contents: Contents) -> Iterator[str]:
    """`spouse: Ana Okafor`, from the standard and from vendors' properties."""
    labels = called_by_group(contents)
    for line in contents.get("related", ()):
        kinds = sorted(types(line) - {"PREF"}) or ["related"]
        yield _relation(kinds[0].lower(), line.value)
    for line in contents.get("x-abrelatednames", ()):
        yield _relation(labels.get(line.group, "") or "related", line.value)
    for name in sorted(contents.keys() & names.RELATIONS.keys()):
        how = names.RELATIONS[name]
        yield from (_relation(how, value) for value in texts(contents, name))
    for value in texts(contents, "agent"):
        if not value.upper().startswith("BEGIN:"):
            yield _relation("agent", value)
    for said in android(contents, "relation"):
        number = int(said[1]) if said[1].isdigit() else 0
        known = names.ANDROID_RELATIONS[number : number + 1] or ("related",)
        yield _relation(known[0], said[0])


def _relation(how: str, who: str) -> str:
    return f"{how}: {' '.join(who.split())}" if who.strip() else ""
