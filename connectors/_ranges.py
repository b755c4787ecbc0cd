"""Sets of whole numbers as servers write them: `1:500,502,600:610`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

_RANGE = re.compile(r"(\d{1,19})(?::(\d{1,19}))?")


class Ranges:
    """A set of whole numbers; small however many it holds, when they lie together."""

    __slots__ = ("_spans",)

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        joined: list[tuple[int, int]] = []
        for first, last in sorted(spans):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = joined[-1][0], max(joined[-1][1], last)
            else:
                joined.append((first, last))
        self._spans = joined

    @classmethod
    def read(cls, text: str) -> Ranges:
        """What a server or a cursor wrote."""
        found = (_RANGE.fullmatch(part) for part in text.split(","))
        pairs = ((int(one[1]), int(one[2] or one[1])) for one in found if one)
        return cls((min(pair), max(pair)) for pair in pairs)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Ranges:
        """Single numbers."""
        return cls((number, number) for number in numbers)

    def __str__(self) -> str:
        return ",".join(
            str(first) if first == last else f"{first}:{last}"
            for first, last in self._spans
        )

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self._spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranges) and self._spans == other._spans

    def __hash__(self) -> int:
        return hash(tuple(self._spans))

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._spans, (number, 1 << 80)) - 1
        return at >= 0 and number <= self._spans[at][1]

    def __or__(self, other: Ranges) -> Ranges:
        return Ranges([*self._spans, *other._spans])

    def __sub__(self, other: Ranges) -> Ranges:
        left = []
        cuts = other._spans
        near = 0
        for first, last in self._spans:
            at = first
            while near < len(cuts) and cuts[near][1] < first:
                near += 1
            for cut_first, cut_last in islice(cuts, near, None):
                if cut_first > last:
                    break
                if cut_first > at:
                    left.append((at, cut_first - 1))
                at = max(at, cut_last + 1)
            if at <= last:
                left.append((at, last))
        return Ranges(left)

    def __and__(self, other: Ranges) -> Ranges:
        return self - (self - other)

    def behind(self, number: int) -> Ranges:
        """Only what is greater."""
        return Ranges(
            (max(first, number + 1), last)
            for first, last in self._spans
            if last > number
        )

    @property
    def last(self) -> int:
        """The greatest of them; 0 for none."""
        return self._spans[-1][1] if self._spans else 0

    def batches(self, size: int) -> Iterator[Ranges]:
        """The same in order, so many at a time."""
        waiting: list[tuple[int, int]] = []
        room = size
        for first, last in self._spans:
            at = first
            while at <= last:
                end = min(last, at + room - 1)
                waiting.append((at, end))
                room -= end - at + 1
                at = end + 1
                if not room:
                    yield Ranges(waiting)
                    waiting, room = [], size
        if waiting:
            yield Ranges(waiting)
