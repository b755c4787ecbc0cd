"""Archives of exports, read where they are.

`open_archive` lists a zip or a tar and gives its files as paths that connectors open
like any other (`_archive_path`). Entries that are links, devices, encrypted or packed
in an unknown way are left out and told of; a name that points outside, or more than
an archive may hold, refuses it whole. Pictures, films and sound are passed over:
nothing here reads them.

Spec: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT,
https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
"""

from __future__ import annotations

import errno
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from . import Problem, SourceError
from ._archive_path import Entry, Packed, Tree, moment_of
from ._archive_stream import CURE, Stream
from ._archive_tar import listed, only_forward, window
from ._archive_unpack import unpacking

MAX_FILES = 100_000
MAX_BYTES = 200 << 30
MAX_RATIO = 200  # unpacked to packed; mail packs 10 times, a calendar 30
HARMLESS = 64 << 20  # so little may be packed as tightly as it likes
MAX_NESTED = 2  # archives inside archives
MAX_DEPTH = 100  # folders inside folders
MAX_LIST = 400 * MAX_FILES  # bytes of a zip's list of its files

_TARS = (".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz")
_DRIVE = re.compile(r"[A-Za-z]:/")  # elsewhere than Windows a colon is a letter
_LISTED = b"PK\x01\x02"  # before each file in a zip's list
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_NEVER_READ = {
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".bmp", ".tif",
    ".tiff", ".svg", ".ico", ".raw", ".dng", ".cr2", ".mp4", ".m4v", ".mov", ".avi",
    ".mkv", ".webm", ".3gp", ".mp3", ".m4a", ".wav", ".ogg", ".opus", ".aac",
    ".flac", ".ttf", ".woff", ".woff2", ".apk", ".exe", ".dmg", ".iso",
}  # fmt: skip
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error,
    EOFError, ArithmeticError, LookupError, ValueError,
)  # fmt: skip
_TOO_DEEP = f"in more than {MAX_DEPTH} folders"
# what to do of files that were left out, where loading them again does not help
_CURES = {
    _TOO_DEEP: "pack them again without so many folders around them",
    "encrypted": "unpack it with its password and import the folder",
    "links": "import what they point to, where that lies",
    "packed in an unknown way": "unpack it and import the folder",
}
_NOT_OURS = (NotImplementedError, RuntimeError)  # how it is packed; a password


@dataclass
class Allowance:
    """What one archive may still unpack, archives inside it counted in.

    packed: bytes of the outermost archive.
    """

    packed: int
    files: int = 0
    unpacked: int = 0

    def take_file(self) -> None:
        """Count a file; raises SourceError when there are too many."""
        self.files += 1
        if self.files > MAX_FILES:
            raise _too_many()

    def take(self, size: int) -> None:
        """Count what a file unpacks to; raises SourceError when it is too much."""
        self.unpacked += size
        if self.unpacked > MAX_BYTES:
            raise _too_much(f"it unpacks to more than {MAX_BYTES >> 30} GB")
        if self.unpacked > max(HARMLESS, MAX_RATIO * self.packed):
            raise _too_much(f"it unpacks to more than {MAX_RATIO} times its size")


def _too_many() -> SourceError:
    return _too_much(f"it holds more than {MAX_FILES:,} files")


def _too_much(what: str) -> SourceError:
    return SourceError(what, "if you trust it, unpack it and import the folder")


@dataclass
class Opened:
    """An archive whose files can be read.

    root: the folder of its files, named like the archive without its ending, whose
    name may tell what it is and of when.
    left_out: files nothing here reads, by suffix.
    """

    root: Packed
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def is_archive(path: Path) -> bool:
    """A file named as a zip or a tar; whether it is one shows when it is opened."""
    name = path.name.lower()
    return name.endswith((".zip", *_TARS)) and path.is_file()


def suffix_of(name: str) -> str:
    """The suffix to tell a kind of file by; `other` for what may be part of a name."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else "other"


@contextmanager
def open_archive(archive: Path, room: Path, allowance: Allowance) -> Iterator[Opened]:
    """The files of an archive, for as long as the context lasts.

    room: a private folder where what is in a packed tar may wait, in a file that has
    no name. Raises SourceError for what is no whole archive, for one that
    names places outside of it, and for one too large.
    """
    name = archive.name.lower()
    with ExitStack() as stack:
        try:
            if name.endswith(_TARS):
                opened = _take_tar(archive, room, allowance, stack)
            else:
                opened = _take_zip(archive, allowance, stack)
        except (*_DAMAGED, *_NOT_OURS) as error:
            raise _broken(name) from error
        except OSError as error:
            if error.errno in {None, errno.EINVAL}:  # a place before its beginning
                raise _broken(name) from error
            what = f"it cannot be read ({errno.errorcode.get(error.errno, '?')})"
            raise SourceError(
                what, "check that it may be read, and the disk"
            ) from error
        yield opened


def _broken(name: str) -> SourceError:
    kind = "tar" if name.endswith(_TARS) else "zip"
    return SourceError(f"it is no whole {kind} archive", CURE)


def _take_zip(archive: Path, allowance: Allowance, stack: ExitStack) -> Opened:
    file = stack.enter_context(archive.open("rb"))
    zipped = stack.enter_context(zipfile.ZipFile(cast("IO[bytes]", _Listed(file))))
    entries = [entry for entry in zipped.infolist() if entry.filename[-1:] != "/"]
    places = [_place(entry.filename) for entry in entries]  # before anything is read
    take = _Taking(archive, stack)
    for entry, place in zip(entries, places, strict=True):
        allowance.take_file()
        if take.passes_over(place) or take.refuses(_refusal(entry)):
            continue
        allowance.take(entry.file_size)
        mark = f"{entry.file_size}-{entry.CRC:08x}"
        begin = partial(unpacking, file, zipped, entry)
        opens = partial(Stream, begin, entry.file_size, entry.CRC)
        moment = moment_of(entry.date_time)
        take.add(place, Entry(entry.file_size, moment, mark, opens))
    return take.done()


class _Listed:
    """A zip to read, whose list of files is counted before it is taken to pieces.

    `zipfile` reads the list in one go, and makes more of it than it is long.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        """The bytes asked for; raises SourceError for a list of too many files."""
        data = self._file.read(min(size, MAX_LIST + 1))
        if len(data) > MAX_LIST or data.count(_LISTED) > MAX_FILES:
            raise _too_many()
        return data


def _take_tar(
    archive: Path, room: Path, allowance: Allowance, stack: ExitStack
) -> Opened:
    """A packed tar is read once, in order, and what may be of use waits in one file."""
    take = _Taking(archive, stack)
    source = stack.enter_context(archive.open("rb"))
    spool = only_forward(source, archive.name, room, stack)
    for member in listed(spool):
        place = _place(member.name)
        if member.isdir():
            continue
        allowance.take_file()
        allowance.take(member.size if member.isreg() else 0)
        if take.passes_over(place) or take.refuses(_refusal_of_member(member)):
            continue
        start, mark = spool.keep(member.offset_data, member.size)
        opens = partial(window, spool.held, start, member.size)
        moment = int(max(0, min(member.mtime, 1 << 34)))
        take.add(place, Entry(member.size, moment, f"{member.size}-{mark}", opens))
    return take.done()


def _place(name: str) -> PurePosixPath:
    """Where an entry stands; raises SourceError when that is outside."""
    place = PurePosixPath(name.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or _DRIVE.match(str(place)):
        raise SourceError("it would write outside its folder", "do not trust it")
    return place


class _Taking:
    """The files of an archive as they are found, and what is left out."""

    def __init__(self, archive: Path, stack: ExitStack) -> None:
        self.tree = Tree()
        self.refused: Counter[str] = Counter()
        name = archive.name
        ending = next((e for e in _TARS if name.lower().endswith(e)), archive.suffix)
        stem = name[: -len(ending)] or name
        self.opened = Opened(self.tree.root(f"{archive}!", stem))
        stack.callback(self.tree.forget)

    def passes_over(self, place: PurePosixPath) -> bool:
        """Whether nothing here reads it: what a Mac adds, pictures, films."""
        if place.parts[:1] == ("__MACOSX",) or place.name.startswith(("._", ".DS_")):
            return True
        if len(place.parts) > MAX_DEPTH:
            return self.refuses(_TOO_DEEP)
        if suffix_of(place.name) in _NEVER_READ:
            self.opened.left_out[suffix_of(place.name)] += 1
            return True
        return False

    def refuses(self, why: str) -> bool:
        """Count what is refused, by why; empty is no refusal."""
        self.refused[why] += bool(why)
        return bool(why)

    def add(self, place: PurePosixPath, entry: Entry) -> None:
        """Put a file into the tree, unless there is another of its name."""
        self.refuses("" if self.tree.add(place.parts, entry) else "of the same name")

    def done(self) -> Opened:
        """The archive, with a problem for each reason a file was refused."""
        if self.refused["encrypted"] and not self.tree:
            raise SourceError("it is encrypted", _CURES["encrypted"])
        for why, count in sorted(self.refused.items()):
            if count:
                what = f"{count:,} of its files left out: {why}"
                cure = _CURES.get(why, CURE)
                self.opened.problems.append(
                    Problem("archive", what, "they are not counted", cure)
                )
        return self.opened


def _refusal(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if stat.S_ISLNK(kind):
        return "links"
    if kind not in {0, stat.S_IFREG}:
        return "no plain files"
    if entry.compress_type not in {
        zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA,
    }:  # fmt: skip
        return "packed in an unknown way"
    return "encrypted" if entry.flag_bits & 0x1 else ""


def _refusal_of_member(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "links"
    return "" if member.isreg() and not member.issparse() else "no plain files"
