"""Room for what is remembered of a file."""

import errno
import tempfile
from mmap import mmap

import pytest

from connectors._room import IN_MEMORY, Numbers, room


def test_little_has_room_in_memory_and_much_in_a_file():
    """Of both every byte is nought, and there are as many as were asked for."""
    for size, kind in ((0, bytearray), (IN_MEMORY, bytearray), (IN_MEMORY + 1, mmap)):
        held = room(size)
        assert type(held) is kind
        assert held[:] == bytes(size)


@pytest.mark.parametrize("disk", [True, False])
def test_numbers_are_as_they_were_added(disk, monkeypatch):
    """However many there are, and wherever they are kept."""
    if not disk:
        monkeypatch.setattr(tempfile, "TemporaryFile", _no_room)
    numbers = Numbers()
    assert list(numbers.view()) == []
    added = [(1 << 64) - 1, *range(300_000)]
    for number in added:
        numbers.append(number)
    assert list(numbers.view()) == added


def _no_room():
    raise OSError(errno.ENOSPC, "No space left on device")
