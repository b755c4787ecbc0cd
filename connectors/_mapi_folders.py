"""The folders of an Outlook data file, one after another, and the way back to each.

Spec: [MS-PST] 2.4.4 (folders).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ._mail_labels import folder_labels

MAX_FOLDERS = 20_000
MAX_DEPTH = 60
# what libpff raises at damage; AttributeError where an item is not what it was named
GIVEN_UP = (OSError, MemoryError, AttributeError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with what its name and place say of its messages.

    item: libpff's. way: from the top folder, which of each folder's folders it is.
    """

    item: Any
    labels: tuple[str, ...] = ()
    way: tuple[int, ...] = ()


class Folders:
    """Every folder below the top one, those inside before the next beside; none twice.

    special: the labels of folders the store knows by their ids. lost: how many could
    not be read.
    """

    def __init__(self, top: Any, special: Mapping[int, str]) -> None:
        self._top, self._special = top, special
        self._last = Folder(top)
        self.lost = 0

    def __iter__(self) -> Iterator[Folder]:
        pending = [Folder(self._top)]
        seen: set[int] = set()
        while pending and len(seen) < MAX_FOLDERS:
            folder = pending.pop()
            if folder.item is None or folder.item.identifier in seen:
                continue
            seen.add(folder.item.identifier)
            yield folder
            inner = []
            try:
                for number in range(folder.item.number_of_sub_folders):
                    item = folder.item.get_sub_folder(number)
                    labels = self._labels(folder, item)
                    inner.append(Folder(item, labels, (*folder.way, number)))
            except GIVEN_UP:
                self.lost += 1
            if len(folder.way) < MAX_DEPTH:
                pending += reversed(inner)

    def again(self, way: tuple[int, ...]) -> Any:
        """Libpff's folder at the end of a way; the last one is kept at hand."""
        if way != self._last.way:
            item = self._top
            for number in way:
                item = item.get_sub_folder(number)
            self._last = Folder(item, (), way)
        return self._last.item

    def _labels(self, above: Folder, item: Any) -> tuple[str, ...]:
        own = self._special.get(item.identifier, "")
        said = (own,) if own else folder_labels(item.name or "")
        return tuple(dict.fromkeys((*above.labels, *said)))
