"""Who links whom: the closest people seen together, as circles on a map.

Circles are found by label propagation and places by forces, both in a fixed order
from fixed beginnings, so that the same links always give the same map.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from flows.report import words
from flows.report.reading import Row

WIDE, HIGH, MARGIN, SIDE = 760.0, 460.0, 24.0, 80.0
ROUNDS, LETTER = 160, 6.3
INKS = 6
Links = dict[tuple[str, str], float]
Place = tuple[float, float]


@dataclass(frozen=True)
class Map:
    """Circles of names, largest first, who bridges most, and the drawing."""

    circles: list[list[str]]
    bridge: str
    drawing: Markup


def draw(rows: list[Row]) -> Map | None:
    """The map of links between people; None when nobody was seen with another."""
    rows = sorted(rows, key=lambda r: (r["person_a"], r["person_b"]))
    links = {(r["person_a"], r["person_b"]): float(r["together"]) for r in rows}
    if not links:
        return None
    people = {r["person_a"]: (r["name_a"], r["closeness_a"]) for r in rows}
    people |= {r["person_b"]: (r["name_b"], r["closeness_b"]) for r in rows}
    order = sorted(people, key=lambda who: (-people[who][1], who))
    circles = find_circles(order, links)
    places = settle(circles, links)
    names = {who: words.line(people[who][0] or "") or "no name" for who in order}
    return Map(
        [[names[who] for who in circle] for circle in circles],
        names[find_bridge(order, circles, links)],
        _drawing(circles, links, places, names),
    )


def find_circles(order: list[str], links: Links) -> list[list[str]]:
    """People who keep turning up together: each takes the label most near it has."""
    near = _neighbours(links)
    label = {who: who for who in order}
    for _ in range(20):
        before = dict(label)
        for who in order:
            weights: Counter[str] = Counter()
            for other, together in near[who].items():
                weights[label[other]] += together  # type: ignore[assignment]
            label[who] = max(weights, key=lambda found: (weights[found], found))
        if label == before:
            break
    found = defaultdict(list)
    for who in order:
        found[label[who]].append(who)
    return sorted(found.values(), key=lambda circle: (-len(circle), circle))


def find_bridge(order: list[str], circles: list[list[str]], links: Links) -> str:
    """Who is seen with people of the most circles, then with the most people."""
    circle_of = {who: at for at, circle in enumerate(circles) for who in circle}
    near = _neighbours(links)
    return max(
        order,
        key=lambda who: (len({circle_of[o] for o in near[who]}), len(near[who])),
    )


def settle(circles: list[list[str]], links: Links) -> dict[str, Place]:
    """A place for each: links pull, everybody pushes (Fruchterman-Reingold)."""
    at = _beginnings(circles)
    order = sorted(at)
    near = {who: len(others) for who, others in _neighbours(links).items()}
    room = math.sqrt(WIDE * HIGH / len(order)) * 0.75
    for turn in range(ROUNDS):
        forces = {who: _pushes(who, order, at, room) for who in order}
        for (a, b), together in links.items():
            dx, dy, far = _between(at[a], at[b])
            often = min(1.0, 0.4 + 0.2 * math.log1p(together))
            # many links share the pull, or a full circle would shrink to a point
            pull = far / room * often * min(1.0, 3 / min(near[a], near[b]))
            forces[a][0] -= dx * pull
            forces[a][1] -= dy * pull
            forces[b][0] += dx * pull
            forces[b][1] += dy * pull
        heat = WIDE / 12 * (1 - turn / ROUNDS)
        at = {who: _moved(at[who], forces[who], heat) for who in order}
    return _fitted(at)


def _beginnings(circles: list[list[str]]) -> dict[str, Place]:
    at = {}
    for number, circle in enumerate(circles):
        turn = 2 * math.pi * number / len(circles)
        x, y = WIDE / 2 + 0.3 * WIDE * math.cos(turn), HIGH / 2
        y += 0.3 * HIGH * math.sin(turn)
        for place, who in enumerate(circle):
            around = 2 * math.pi * place / len(circle)
            at[who] = (x + 40 * math.cos(around), y + 40 * math.sin(around))
    return at


def _pushes(
    who: str, order: list[str], at: dict[str, Place], room: float
) -> list[float]:
    x, y = at[who]
    force = [(WIDE / 2 - x) * 0.25, (HIGH / 2 - y) * 0.45]  # nobody drifts away
    for other in order:
        if other != who:
            dx, dy, far = _between(at[who], at[other])
            force[0] += dx / far * room * room / far
            force[1] += dy / far * room * room / far
    return force


def _between(a: Place, b: Place) -> tuple[float, float, float]:
    dx, dy = a[0] - b[0], a[1] - b[1]
    return dx, dy, max(math.hypot(dx, dy), 0.5)


def _moved(place: Place, force: list[float], heat: float) -> Place:
    strong = max(math.hypot(*force), 1e-9)
    step = min(strong, heat) / strong
    return place[0] + force[0] * step, place[1] + force[1] * step


def _fitted(at: dict[str, Place]) -> dict[str, Place]:
    """The same places, stretched to fill the map inside its margins."""
    (left, right), (top, foot) = (
        (min(values), max(values)) for values in zip(*at.values(), strict=True)
    )
    across = (WIDE - 2 * SIDE) / max(right - left, 1.0)
    down = (HIGH - 2 * MARGIN) / max(foot - top, 1.0)
    return {
        who: (SIDE + (x - left) * across, MARGIN + (y - top) * down)
        for who, (x, y) in at.items()
    }


def _neighbours(links: Links) -> dict[str, dict[str, float]]:
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for (a, b), together in links.items():
        near[a][b] = near[b][a] = together
    return near


def _drawing(
    circles: list[list[str]],
    links: Links,
    at: dict[str, Place],
    names: dict[str, str],
) -> Markup:
    drawn = [
        Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" class="link"/>').format(
            *at[a], *at[b]
        )
        for a, b in sorted(links)
    ]
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in at.values()]
    for number, circle in enumerate(circles):
        for who in circle:
            drawn.append(
                Markup('<circle cx="{:.1f}" cy="{:.1f}" r="5" class="ink{}">'
                       "<title>{}</title></circle>").format(
                    *at[who], min(number, INKS - 1), words.brief(names[who], 60))
            )  # fmt: skip
            drawn.append(_label(words.brief(names[who], 24), at[who], taken))
    return Markup(
        '<svg class="map" viewBox="0 0 {:.0f} {:.0f}" role="img" '
        'aria-label="Who was seen with whom; the circles are listed below">{}</svg>'
    ).format(WIDE, HIGH, Markup("").join(drawn))


def _label(
    name: str, place: Place, taken: list[tuple[float, float, float, float]]
) -> Markup:
    """A name where it covers nothing: right, left, below or above; else none."""
    x, y = place
    wide = words.columns(name) * LETTER
    for left, foot in (
        (x + 8, y + 4),
        (x - 8 - wide, y + 4),
        (x - wide / 2, y + 18),
        (x - wide / 2, y - 9),
    ):
        box = (left, foot - 10, left + wide, foot + 3)
        inside = box[0] > 0 and box[2] < WIDE and box[1] > 0 and box[3] < HIGH
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(
                left, foot, name
            )
    return Markup("")


def _overlap(
    a: tuple[float, float, float, float], b: tuple[float, float, float, float]
) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
