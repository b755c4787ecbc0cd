"""The referral tree: everybody once, branches apart, circles cut."""

from __future__ import annotations

import re
from itertools import pairwise

from flows.report import tree


def row(by, who, when="2026-01-01"):
    return {
        "by_person_id": by, "by_name": by.title(), "person_id": who,
        "name": who.title(), "happened_at": when,
    }  # fmt: skip


def names(drawing):
    return re.findall(r"<text[^>]*>([^<]*)</text>", str(drawing))


def places(drawing):
    return [
        (float(x), float(y))
        for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', str(drawing))
    ]


def test_whom_one_led_to_may_lead_further():
    """Ana led to Wei, Wei to Bo: three steps from the owner, each named once."""
    drawing = tree.draw([row("ana", "wei"), row("wei", "bo"), row("eva", "ida")])
    assert sorted(names(drawing)) == ["Ana", "Bo", "Eva", "Ida", "Wei", "You"]
    by_name = dict(zip(names(drawing), places(drawing), strict=True))
    assert by_name["You"] < by_name["Ana"] < by_name["Wei"] < by_name["Bo"]


def test_no_two_names_meet():
    """Of many, thirty are drawn, a line apart where they stand below each other."""
    rows = [row(f"by{n % 7}", f"who{n}", f"2026-01-{n % 28 + 1:02}") for n in range(60)]
    drawing = tree.draw(rows)
    columns = {}
    for x, y in places(drawing):
        columns.setdefault(x, []).append(y)
    for column in columns.values():
        column.sort()
        gaps = [b - a for a, b in pairwise(column)]
        assert all(gap >= tree.LINE / 2 for gap in gaps)
    assert sum(name.startswith("Who") for name in names(drawing)) == tree.LEAVES


def test_a_circle_of_introductions_ends():
    """Ana led to Wei and Wei to Ana: both are there, and it stops."""
    drawing = tree.draw([row("ana", "wei"), row("wei", "ana")])
    assert {"Ana", "Wei"} <= set(names(drawing))


def test_a_name_is_text():
    """Markup in a name stays letters; a long one is cut."""
    drawing = str(tree.draw([row("ana", "<b>bo</b>" + "x" * 90)]))
    assert "<b>" not in drawing.lower()
    assert "…" in drawing


def test_nobody_introduced_draws_nothing():
    """The section says so in words elsewhere."""
    assert tree.draw([]) is None
