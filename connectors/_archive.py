"""Zip archives of exports, unpacked so that nothing gets out and no disk fills up.

Entries that are links, devices, encrypted or damaged are left out and told of; a
name that points outside, or more than an archive may hold, refuses it whole.
Pictures, films and sound are left packed: nothing here reads them.

Spec: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import calendar
import errno
import lzma
import os
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from . import Problem, SourceError

MAX_FILES = 100_000
MAX_BYTES = 200 << 30
MAX_RATIO = 200  # unpacked to packed; mail packs 10 times, a calendar 30
HARMLESS = 64 << 20  # so little may be packed as tightly as it likes
SPARE = 1 << 30  # left free on the disk
MAX_NESTED = 2  # archives inside archives

_CHUNK = 1 << 20
_DRIVE = re.compile(r"[A-Za-z]:")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_NEVER_READ = {
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".bmp", ".tif",
    ".tiff", ".svg", ".ico", ".raw", ".dng", ".cr2", ".mp4", ".m4v", ".mov", ".avi",
    ".mkv", ".webm", ".3gp", ".mp3", ".m4a", ".wav", ".ogg", ".opus", ".aac",
    ".flac", ".ttf", ".woff", ".woff2", ".apk", ".exe", ".dmg", ".iso",
}  # fmt: skip
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
    ArithmeticError, LookupError, ValueError,
)  # fmt: skip
_NOT_OURS = (NotImplementedError, RuntimeError)  # how it is packed; a password
_CURE = "download it again; if that does not help, unpack it and import the folder"


@dataclass
class Allowance:
    """What one archive may still unpack, archives inside it counted in.

    packed: bytes of the outermost archive.
    """

    packed: int
    files: int = 0
    written: int = 0

    def take_file(self) -> None:
        """Count a file; raises SourceError when there are too many."""
        self.files += 1
        if self.files > MAX_FILES:
            raise _too_much(f"it holds more than {MAX_FILES:,} files")

    def take(self, size: int) -> None:
        """Count bytes unpacked; raises SourceError when there are too many."""
        self.written += size
        if self.written > MAX_BYTES:
            raise _too_much(f"it unpacks to more than {MAX_BYTES >> 30} GB")
        if self.written > max(HARMLESS, MAX_RATIO * self.packed):
            raise _too_much(f"it unpacks to more than {MAX_RATIO} times its size")


def _too_much(what: str) -> SourceError:
    return SourceError(what, "if you trust it, unpack it and import the folder")


@dataclass
class Unpacked:
    """What became of an archive's entries.

    left_out: files nothing here reads, by suffix; they were not unpacked.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def is_archive(path: Path) -> bool:
    """A file named .zip; whether it is one shows when it is opened."""
    return path.suffix.lower() == ".zip" and path.is_file()


def suffix_of(name: str) -> str:
    """The suffix to tell a kind of file by; `other` for what may be part of a name."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else "other"


def unpack(archive: Path, into: Path, allowance: Allowance) -> Unpacked:
    """Write an archive's files below `into`, which must be empty; private to the owner.

    A file gets the time the archive gives it. Raises SourceError for what is no
    whole archive, for one that would write elsewhere, and for one too large.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [
                entry for entry in opened.infolist() if entry.filename[-1:] != "/"
            ]
            places = [_place(entry.filename) for entry in entries]
            _refuse_what_cannot_fit(entries, into)
            return _unpack_entries(opened, zip(entries, places, strict=True), into,
                                   allowance)  # fmt: skip
    except (*_DAMAGED, *_NOT_OURS) as error:
        raise SourceError("it is no whole zip archive", _CURE) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # it names a place before its own beginning
            raise SourceError("it is no whole zip archive", _CURE) from error
        what = f"it cannot be unpacked ({errno.errorcode.get(error.errno or 0, '?')})"
        raise SourceError(what, "check that it may be read, and the disk") from error


def _place(name: str) -> PurePosixPath:
    """Where an entry goes; raises SourceError when that is outside."""
    place = PurePosixPath(name.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or _DRIVE.match(name):
        raise SourceError("it would write outside its folder", "do not trust it")
    return place


def _refuse_what_cannot_fit(entries: list[zipfile.ZipInfo], into: Path) -> None:
    """The sizes an archive states are the most that will be unpacked of it."""
    stated = sum(
        entry.file_size for entry in entries if not _is_never_read(entry.filename)
    )
    into.mkdir(mode=0o700, parents=True)
    if stated > shutil.disk_usage(into).free - SPARE:
        raise SourceError(
            f"the disk has no room for the {stated >> 20:,} MB in it", "make room"
        )


def _is_never_read(name: str) -> bool:
    return suffix_of(name) in _NEVER_READ


def _unpack_entries(
    archive: zipfile.ZipFile,
    entries: Iterator[tuple[zipfile.ZipInfo, PurePosixPath]],
    into: Path,
    allowance: Allowance,
) -> Unpacked:
    done = Unpacked()
    refused: Counter[str] = Counter()
    for entry, place in entries:
        allowance.take_file()
        if _is_hidden(place):
            continue
        if _is_never_read(place.name):
            done.left_out[suffix_of(place.name)] += 1
        elif why := _refusal(entry) or _unpack_entry(archive, entry, into / place,
                                                     allowance):  # fmt: skip
            refused[why] += 1
    if refused["encrypted"] and not any(path.is_file() for path in into.rglob("*")):
        cure = "unpack it with its password and import the folder"
        raise SourceError("it is encrypted", cure)
    for why, count in sorted(refused.items()):
        what = f"{count:,} of its files left out: {why}"
        done.problems.append(Problem("archive", what, "they are not counted", _CURE))
    return done


def _is_hidden(place: PurePosixPath) -> bool:
    """What a Mac adds to its archives."""
    return place.parts[:1] == ("__MACOSX",) or place.name.startswith(("._", ".DS_"))


def _refusal(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if stat.S_ISLNK(kind):
        return "links"
    if kind not in {0, stat.S_IFREG}:
        return "no plain files"
    return "encrypted" if entry.flag_bits & 0x1 else ""


def _unpack_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, allowance: Allowance
) -> str:
    """Write one file; gives why it could not be, else nothing."""
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return "of the same name"
    except (OSError, ValueError) as error:
        if getattr(error, "errno", 0) in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return "with a name this disk cannot hold"
    try:
        with archive.open(entry) as packed, os.fdopen(descriptor, "wb") as file:
            _copy(packed, file, allowance)
    except _DAMAGED:
        to.unlink()
        return "damaged"
    except _NOT_OURS:
        to.unlink()
        return "packed in an unknown way"
    moment = _moment(entry)
    os.utime(to, (moment, moment))
    return ""


def _copy(packed: IO[bytes], file: IO[bytes], allowance: Allowance) -> None:
    while chunk := packed.read(_CHUNK):
        allowance.take(len(chunk))
        file.write(chunk)


def _moment(entry: zipfile.ZipInfo) -> int:
    """Seconds; the same on every machine, though an archive names no zone."""
    try:
        return max(0, calendar.timegm((*entry.date_time, 0, 0, 0)))
    except (ValueError, OverflowError):
        return 0
