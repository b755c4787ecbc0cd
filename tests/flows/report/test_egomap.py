from __future__ import annotations

import re

from flows.report import egomap


def row(a, b, together=3):
    return {
        "person_a": a,
        "name_a": f"Name {a}",
        "closeness_a": float(ord(a[-1])),
        "person_b": b,
        "name_b": f"Name {b}",
        "closeness_b": float(ord(b[-1])),
        "together": together,
    }


def circle(*people):
    return [row(a, b) for a in people for b in people if a < b]


TWO = [*circle("a", "b", "c", "d"), *circle("p", "q", "r"), row("d", "p", 1)]


def test_people_who_turn_up_together_are_one_circle():
    """Two full circles with a single link between stay two circles."""
    found = egomap.draw(TWO)
    assert [sorted(c) for c in found.circles] == [
        ["Name a", "Name b", "Name c", "Name d"],
        ["Name p", "Name q", "Name r"],
    ]


def test_the_bridge_is_who_links_circles():
    """Who is seen with people of two circles links the most."""
    assert egomap.draw(TWO).bridge in {"Name d", "Name p"}


def test_the_same_links_give_the_same_map():
    """The drawing depends on the links only, not on their order."""
    assert egomap.draw(TWO).drawing == egomap.draw(TWO[::-1]).drawing


def test_everybody_has_a_place_inside_the_map():
    """Each person is drawn once, inside the margins."""
    drawing = str(egomap.draw(TWO).drawing)
    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing)
    assert len(places) == 7
    assert all(0 < float(x) < egomap.WIDE for x, _ in places)
    assert all(0 < float(y) < egomap.HIGH for _, y in places)


def test_names_do_not_cover_each_other():
    """In a crowd of 60 no two names shown overlap."""
    crowd = circle(*(f"{n:02}" for n in range(60)))[::7]
    drawing = str(egomap.draw(crowd).drawing)
    labels = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">([^<]+)', drawing)
    boxes = [
        (float(x), float(y) - 10, float(x) + 6.3 * len(t), float(y) + 3)
        for x, y, t in labels
    ]
    assert len(boxes) > 10
    for at, box in enumerate(boxes):
        assert not any(egomap._overlap(box, other) for other in boxes[:at])


def test_a_hostile_name_stays_text():
    """A name full of markup is escaped in the map and in its titles."""
    evil = row("a", "b") | {"name_a": "<script>x</script>"}
    assert "<script>" not in str(egomap.draw([evil]).drawing)


def test_nobody_seen_together_gives_no_map():
    """Without links there is no map."""
    assert egomap.draw([]) is None
