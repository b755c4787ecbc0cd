"""Outlook data files: mail, contacts and appointments of .pst and .ost files.

Export: Outlook for Windows: File, Open & Export, Import/Export, Export to a file,
Outlook Data File (.pst). Close Outlook before importing a file it has open.

Spec: [MS-PST], https://learn.microsoft.com/openspecs/office_file_formats/ms-pst/;
read by libpff, https://github.com/libyal/libpff.

Rotten: inside an Exchange server people have no Internet address but a path of the
server's own, unless their address was kept beside it, here or in an item before: who
has none is left out of a message, and that is told. Contacts and appointments in the
folder of deleted items are left out. Of a series' changed meetings the new times are
known, and nothing else that was changed. Tasks, notes and distribution lists are
passed over, as are attachments; a password of Outlook's keeps nobody out, and none
is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from . import Extracted, Reading, SourceError
from ._head import begins_with

extractor_version = 2
whole_state = False

MAGIC = b"!BDN"


def identify(path: Path) -> bool:
    """A file of that ending that begins as one."""
    return path.suffix.lower() in {".pst", ".ost"} and begins_with(path, MAGIC)


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """Messages and contacts in the file's order, then meetings, then people.

    Raises SourceError when the file's structure cannot be followed.
    """
    import pypff

    from ._mapi_store import CURE, Store

    file = pypff.file()
    try:
        with path.open("rb") as stream:
            file.open_file_object(stream)
            try:
                yield from Store(file, reading).read()
            finally:
                file.close()
            stream.seek(0, os.SEEK_END)
            stream.read(1)  # in an archive it is then known to be whole
    except (OSError, MemoryError) as error:
        raise SourceError("it is no whole Outlook data file", CURE) from error
