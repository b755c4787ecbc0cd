"""The referral tree: from the owner to who introduced, and on to whom they led.

Drawn from left to right, a line a person at the end of a branch, so that no two names
meet; the list beside it says the same in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from flows.report import words
from flows.report.reading import Row

LEAVES = 30
DEEPEST = 4
STEP, LINE = 210.0, 24.0  # from one introduction to the next, from leaf to leaf
WIDEST, LETTER = 24, 6.4  # letters of a name, units of one


@dataclass
class Branch:
    """One person in the tree, and whom they led to."""

    name: str
    led_to: list[Branch] = field(default_factory=list)
    depth: int = 0
    y: float = 0.0


def draw(rows: list[Row]) -> Markup | None:
    """The tree of `introduced` rows, newest first where not all fit; None of none."""
    if not rows:
        return None
    root = Branch("You", _branches(rows))
    leaves = _place(root, 0, 0)
    deepest = max(one.depth for one in _all(root))
    high = max(leaves, 1) * LINE
    return Markup(
        '<svg class="map" viewBox="0 0 {:.0f} {:.0f}" role="img" '
        'aria-label="Who led you to whom; the list says the same">{}</svg>'
    ).format((deepest + 1) * STEP, high, Markup("").join(_drawn(root)))


def _branches(rows: list[Row]) -> list[Branch]:
    """Introducers nobody introduced, and below each whom they led to."""
    newest = sorted(rows, key=_when, reverse=True)[:LEAVES]
    led: dict[str, list[Row]] = defaultdict(list)
    for row in newest:
        led[row["by_person_id"]].append(row)
    names = {row["by_person_id"]: row["by_name"] for row in newest}
    introduced = {row["person_id"] for row in newest}
    first = [who for who in led if who not in introduced] or list(led)[:1]
    seen: set[str] = set()
    return [_branch(who, names[who], led, seen, 1) for who in first]


def _when(row: Row) -> str:
    return str(row["happened_at"] or "")


def _branch(
    who: str, name: str, led: dict[str, list[Row]], seen: set[str], depth: int
) -> Branch:
    fits = WIDEST if words.columns(name) == len(name) else WIDEST // 2
    branch = Branch(words.brief(name, fits))
    if who in seen or depth == DEEPEST:
        return branch  # a circle of introductions is cut where it closes
    seen.add(who)
    branch.led_to = [
        _branch(row["person_id"], row["name"], led, seen, depth + 1)
        for row in led.get(who, [])
    ]
    return branch


def _place(branch: Branch, depth: int, above: int) -> int:
    """Give each its place; returns how many leaves stand from the top down to here."""
    branch.depth = depth
    below = above
    for one in branch.led_to:
        below = _place(one, depth + 1, below)
    if branch.led_to:
        branch.y = sum(one.y for one in branch.led_to) / len(branch.led_to)
        return below
    branch.y = (above + 0.5) * LINE
    return above + 1


def _all(branch: Branch) -> Iterator[Branch]:
    yield branch
    for one in branch.led_to:
        yield from _all(one)


def _drawn(branch: Branch) -> Iterator[Markup]:
    x = branch.depth * STEP + 6
    behind = x + 13 + words.columns(branch.name) * LETTER
    for one in branch.led_to:
        to = one.depth * STEP + 6
        half = (behind + to) / 2
        yield Markup(
            '<path d="M{:.0f} {:.1f}C{:.0f} {:.1f} {:.0f} {:.1f} {:.0f} {:.1f}" '
            'class="link" fill="none"/>'
        ).format(behind, branch.y, half, branch.y, half, one.y, to, one.y)
        yield from _drawn(one)
    yield Markup('<circle cx="{:.0f}" cy="{:.1f}" r="4" class="ink0"/>').format(
        x, branch.y
    )
    yield Markup('<text x="{:.0f}" y="{:.1f}">{}</text>').format(
        x + 9, branch.y + 4, branch.name
    )
