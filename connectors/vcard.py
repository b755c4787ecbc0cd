"""vCard address books: .vcf files with one card or thousands.

Export: Google Contacts: Export, vCard. iPhone and Mac: Contacts, File, Export,
Export vCard. Android: Contacts, Settings, Export. Outlook.com, Thunderbird,
Nextcloud, Fastmail and Proton: the address book's menu, Export. A vdir (a folder
of .vcf files, one a card) is read file by file.

Spec: https://www.rfc-editor.org/rfc/rfc6350 (4.0),
https://www.rfc-editor.org/rfc/rfc2426 (3.0) and
https://web.archive.org/web/2015/http://www.imc.org/pdi/vcard-21.doc (2.1).

Rotten: charsets that nobody declares, or declares wrongly; quoted-printable with
breaks inside a character; commas that 2.1 does not escape and 3.0 must; base64
pictures folded by no rule; cards without END; vendors' own properties for
everything. Apple writes 1604 for a year it does not know; Google loses labels
over CardDAV; faxes are left out, being whole offices'. Photos, sounds and keys
are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from . import Extracted, Known, Problem, Reading, SourceError
from ._vcard_blocks import file_cards
from ._vcard_charset import likeliest_charset
from ._vcard_text import HEAD, Splitter, opens_with_card, strange_text

extractor_version = 7
whole_state = True
remembers = True
SUFFIXES = {".vcf", ".vcard"}


def identify(path: Path) -> bool:
    """A file by a card's name, or one whose first line begins a card."""
    try:
        if not path.is_file() or not path.stat().st_size:
            return False
        if path.suffix.lower() in SUFFIXES:
            return True
        with path.open("rb") as stream:
            return opens_with_card(stream.read(HEAD))
    except OSError:
        return False


def extract(path: Path, reading: Reading) -> Iterator[Extracted | Known]:
    """One contact record a card, nested cards included.

    Raises SourceError when the file cannot be opened, or holds no card at all:
    a book without anybody in it would mean that everybody was deleted.
    """
    from ._vcard import EXPORT_AGAIN, CardReader

    charset = _Charset(path, reading.region)
    reader = CardReader(reading.zone, charset.guess, reading.known)
    splitter = Splitter()
    try:
        yield from reader.read_cards(file_cards(path, splitter), splitter)
    except OSError as error:
        cure = "check that the file is there and may be read"
        raise SourceError("the file cannot be opened", cure) from error
    for said in sorted(charset.guesses):
        what = f"it names no charset; read as {said}"
        torn = "some of its characters are torn"
        yield Problem(
            "file",
            torn if said == "utf-8" else what,
            "names with accents may be wrong",
            EXPORT_AGAIN,
            loses=False,
        )
    if not reader.cards:
        raise SourceError("there is no card in the file", EXPORT_AGAIN)


class _Charset:
    """Guesses the charset of a file that is not UTF-8, from all of it."""

    def __init__(self, path: Path, region: str) -> None:
        self.path, self.region = path, region
        self.guesses: set[str] = set()

    def guess(self, data: bytes) -> str:
        """The file's charset; of the bytes alone when only they are strange."""
        said = likeliest_charset(self._strange or data, self.region)
        self.guesses.add(said)
        return said

    @cached_property
    def _strange(self) -> bytes:
        return strange_text(self.path)
