"""How a file begins: what tells its format when its name does not."""

from pathlib import Path


def begins_with(path: Path, head: bytes) -> bool:
    """Whether it is a file that begins so; one that cannot be opened does not."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(len(head)) == head
    except OSError:
        return False
