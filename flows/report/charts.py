"""Small charts drawn as SVG on the server.

Each is a strip without text that stretches to the cell it stands in: words and
figures are HTML beside it, so nothing collides, everything zooms, and the table
a chart stands in is its twin. Classes colour them, because the page's security
policy forbids style attributes. Strokes keep their width when stretched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

WIDTH = 1000.0
STRIP_DAYS = 730
AHEAD_DAYS = 60


def svg(inner: Iterable[str], height: float, label: str = "") -> Markup:
    """A stretching drawing; hidden from screen readers unless labelled."""
    says = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    return Markup(
        '<svg class="chart" viewBox="0 0 1000 {}" preserveAspectRatio="none" {}>'
        "{}</svg>"
    ).format(_number(height), says, Markup("").join(inner))


def stack(parts: Sequence[tuple[str, float]], full: float) -> Markup:
    """A stacked bar of (class, amount), `full` being the whole width."""
    drawn, left = [], 0.0
    for kind, amount in parts:
        wide = _share(amount, full)
        if wide > 0:
            drawn.append(_rect(left, 0, max(wide - 3, 1), 12, kind))
        left += wide
    return svg([_rect(0, 0, WIDTH, 12, "track"), *drawn], 12)


def strip(
    days: Sequence[date],
    last: date | None,
    gap_days: float | None,
    today: date,
) -> Markup:
    """The cadence strip: a tick a day of contact, a band for the gap wanted."""

    def place(when: date) -> float:
        return (STRIP_DAYS - (today - when).days) / (STRIP_DAYS + AHEAD_DAYS) * WIDTH

    drawn = [_line(0, 23, WIDTH, 23, "axis")]
    if last is not None and gap_days:
        start = max(place(last), 0.0)
        end = min(place(last) + gap_days * WIDTH / (STRIP_DAYS + AHEAD_DAYS), WIDTH)
        if end > start:
            drawn.append(_rect(start, 3, end - start, 20, "band"))
            drawn.append(_line(end, 3, end, 23, "until"))
    ticks = [place(day) for day in days]
    drawn += [_line(x, 7, x, 23, "tick") for x in ticks if x >= 0]
    drawn.append(_line(place(today), 0, place(today), 24, "today"))
    return svg(drawn, 24)


def move(before: float, now: float) -> Markup:
    """From the pale dot to the full one, on a line from 0 to 100."""
    a, b = 10 + before * 9.8, 10 + now * 9.8
    kind = "up" if now >= before else "down"
    drawn = [
        _line(0, 10, WIDTH, 10, "axis"),
        _line(a, 10, b, 10, f"move {kind}"),
        _dot(a, 10, "then"),
        _dot(b, 10, f"now {kind}"),
    ]
    return svg(drawn, 20)


def diverge(left: float, right: float, full: float) -> Markup:
    """Two bars from the middle: what went out to the left, what came in right."""
    half = WIDTH / 2
    out, into = _share(left, full) / 2, _share(right, full) / 2
    drawn = [
        _rect(half - out, 2, out, 10, "give"),
        _rect(half, 2, into, 10, "take"),
        _line(half, 0, half, 14, "middle"),
    ]
    return svg(drawn, 14)


def columns(months: Sequence[Sequence[tuple[str, float]]], label: str) -> Markup:
    """One stacked column a month, the first class at the foot."""
    full = max((sum(n for _, n in month) for month in months), default=0.0) or 1.0
    wide = WIDTH / max(len(months), 1)
    drawn = [_line(0, 199.5, WIDTH, 199.5, "axis")]
    for index, month in enumerate(months):
        foot = 199.0
        for kind, amount in month:
            high = amount / full * 190
            foot -= high
            if high:
                drawn.append(_rect(index * wide + 2, foot, wide - 4, high, kind))
    return svg(drawn, 200, label)


def months(present: Iterable[date], first: date, last: date) -> Markup:
    """A source's coverage: the months it knows something of, from first to last."""
    total = _month(last) - _month(first) + 1
    wide = WIDTH / total
    places = sorted({_month(d) - _month(first) for d in present})
    drawn = [_rect(0, 0, WIDTH, 8, "track")]
    drawn += [
        _rect(start * wide, 0, (end - start + 1) * wide, 8, "known")
        for start, end in _runs(p for p in places if 0 <= p < total)
    ]
    return svg(drawn, 8)


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _share(amount: float, full: float) -> float:
    return max(0.0, min(amount / full, 1.0)) * WIDTH if full else 0.0


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _rect(x: float, y: float, wide: float, high: float, kind: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        *map(_number, (x, y, wide, high)), kind
    )


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> Markup:
    return Markup('<path d="M{} {}L{} {}" class="{}"/>').format(
        *map(_number, (x, y, to_x, to_y)), kind
    )


def _dot(x: float, y: float, kind: str) -> Markup:
    # a line of no length with round ends stays a circle however it is stretched
    return Markup('<path d="M{} {}h0" class="dot {}"/>').format(
        *map(_number, (x, y)), kind
    )
