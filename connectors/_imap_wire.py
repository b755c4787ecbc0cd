"""What is said to an IMAP server, and how its answers are read: only ever EXAMINE.

Spec: RFC 3501, with RFC 4731 (ESEARCH), 5161 (ENABLE), 5819 (LIST-STATUS), 6154
(SPECIAL-USE), 7162 (CONDSTORE, QRESYNC) where the server offers them.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeAlias

from . import Account, OutOfReach, SourceError
from ._ranges import Ranges
from ._remote import refused

HEADERS = (
    "FROM SENDER REPLY-TO TO CC BCC DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES "
    "RETURN-PATH LIST-ID LIST-POST LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED "
    "X-AUTO-RESPONSE-SUPPRESS X-AUTOREPLY X-AUTORESPOND FEEDBACK-ID "
    "X-FAILED-RECIPIENTS CONTENT-TYPE DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO "
    "X-SG-EID X-MAILGUN-SID X-MANDRILL-USER X-MC-USER X-SES-OUTGOING X-CAMPAIGN "
    "X-CAMPAIGNID X-MAILJET-CAMPAIGN X-CSA-COMPLAINTS"
)
_MAX_HEAD = 64 * 1024
_MAX_LINE = 32 * 1024 * 1024  # a mailbox's UIDs in one line, where no ranges are told
_BUSY = re.compile(
    rb"(?i)\[(?:UNAVAILABLE|LIMIT|INUSE|SERVERBUG)\]|too many|try again|temporar"
)
_UID = re.compile(rb"\bUID (\d+)")
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
_ESEARCH_ALL = re.compile(rb"\bALL ([\d:,]+)")
_VANISHED = re.compile(rb"(?:\(EARLIER\) )?([\d:,]+)")


class Listed(NamedTuple):
    """A folder as LIST tells of it: flags lower-case, its name as sent and to read."""

    flags: frozenset[str]
    wire: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder and its state; modseq 0 where the server has none."""

    wire: bytes
    name: str
    messages: int
    validity: int
    next_uid: int
    modseq: int


State: TypeAlias = tuple[int, int, int, int]
Choice: TypeAlias = Callable[[list[Listed]], list[Listed]]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it was fetched: header fields, and its text if asked for."""

    uid: int
    flags: bytes
    arrived: datetime | None
    head: bytes
    text: bytes


class Server:
    """A session that only looks. Use it in a `with`; raises SourceError."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._client = _connect(account)
        # the standard library's session: imapclient's own reading of a FETCH takes
        # several times as long as the server's telling
        self._imap = self._client._imap  # noqa: SLF001

    def __enter__(self) -> Self:
        try:
            _sign_in(self._client, self.account)
            self._capabilities = set(self._client.capabilities())
            self.quick = self._can("QRESYNC") and self._enable()
        except BaseException:
            self._hang_up()
            raise
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            with suppress(Exception):  # nothing is lost with a farewell
                self._client.logout()
        self._hang_up()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self._client.shutdown()

    def _can(self, *words: str) -> bool:
        return all(word.encode() in self._capabilities for word in words)

    def _enable(self) -> bool:
        return b"QRESYNC" in self._client.enable("QRESYNC")

    def _tell(self, wanted: str, *words: str | bytes) -> list[Any]:
        """Send one command; gives the untagged answers of a kind."""
        self._imap.untagged_responses.pop(wanted, None)
        state, answer = self._imap._simple_command(*words)  # noqa: SLF001  # as imaplib does
        if state != "OK":
            raise SourceError(
                f"the server refused {words[0]!s}",
                "try again; if that does not help, name the folders in the settings",
            )
        found: list[Any] = self._imap._untagged_response(state, answer, wanted)[1]  # noqa: SLF001  # the same
        return [one for one in found if one is not None]

    def folders(self, choose: Choice) -> list[Folder]:
        """The folders chosen of those there are; one request where it can be."""
        asked = "MESSAGES UIDVALIDITY UIDNEXT"
        if self._can("CONDSTORE") or self.quick:
            asked += " HIGHESTMODSEQ"
        wants = ["SPECIAL-USE"] if self._can("SPECIAL-USE") else []
        wants += [f"STATUS ({asked})"] if self._can("LIST-STATUS") else []
        extended = ["RETURN", f"({' '.join(wants)})"] if wants else []
        self._imap.untagged_responses.pop("STATUS", None)
        answers = self._tell("LIST", "LIST", '""', "*", *extended)
        states = self._imap.untagged_responses.pop("STATUS", [])
        told = dict(map(_status, _joined(states)))
        listed = [one for one in map(_listed, _joined(answers)) if _holds_mail(one)]
        found = []
        for one in choose(listed):
            state = told.get(one.wire) or self._ask_status(one.wire, asked)
            found.append(Folder(one.wire, one.name, *state))
        return found

    def _ask_status(self, wire: bytes, asked: str) -> State:
        answers = self._tell("STATUS", "STATUS", _quoted(wire), f"({asked})")
        return _status(_joined(answers)[0])[1]

    def look_into(self, folder: Folder) -> None:
        """Open a folder read-only: EXAMINE sets no flag, not even that it was new."""
        state, _ = self._imap.select(_quoted(folder.wire), readonly=True)
        if state != "OK":
            raise SourceError(
                "a folder cannot be opened",
                "name the folders to read in the settings: folders",
            )

    def uids(self, first: int) -> Ranges:
        """The UIDs of the open folder from `first` on."""
        if self._can("ESEARCH"):
            answers = self._tell(
                "ESEARCH", "UID", "SEARCH", "RETURN", "(ALL)", "UID", f"{first}:*"
            )
            found = _ESEARCH_ALL.search(answers[-1]) if answers else None
            told = Ranges.read(found[1].decode() if found else "")
        else:
            answers = self._tell("SEARCH", "UID", "SEARCH", "UID", f"{first}:*")
            told = Ranges.of(int(uid) for one in answers for uid in one.split())
        return told.behind(first - 1)  # `9:*` names the last one, whatever it is

    def vanished(self, folder: Folder, modseq: int) -> Ranges:
        """The UIDs of the open folder that have gone since; only where `quick`."""
        answers = self._tell(
            "VANISHED", "UID", "FETCH", f"1:{max(folder.next_uid - 1, 1)}", "(UID)",
            f"(CHANGEDSINCE {modseq} VANISHED)",
        )  # fmt: skip
        self._imap.untagged_responses.pop("FETCH", None)
        gone = Ranges()
        for found in map(_VANISHED.match, answers):
            gone |= Ranges.read(found[1].decode() if found else "")
        return gone

    def letters(self, uids: Ranges, text_limit: int) -> Iterator[Letter]:
        """The messages of these UIDs that are still there."""
        wanted = f"(UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS ({HEADERS})]"
        wanted += f"<0.{_MAX_HEAD}>"
        wanted += f" BODY.PEEK[TEXT]<0.{text_limit}>)" if text_limit else ")"
        answers = self._tell("FETCH", "UID", "FETCH", str(uids), wanted)
        for said, literals in _answers(answers):
            uid = _UID.search(said)
            if uid and b"BODY[" in said:
                flags, arrived = _FLAGS.search(said), _ARRIVED.search(said)
                head, text = (*literals, b"", b"")[:2]
                if b"BODY[TEXT]" in said.partition(b"BODY[HEADER")[0]:
                    head, text = text, head
                yield Letter(
                    int(uid[1]),
                    flags[1].lower() if flags else b"",
                    _moment(arrived[1]) if arrived else None,
                    head,
                    text,
                )


def _connect(account: Account) -> Any:
    import imaplib

    from imapclient import IMAPClient, SocketTimeout

    imaplib._MAXLINE = _MAX_LINE  # type: ignore[attr-defined]  # noqa: SLF001  # no other way
    options = account.options
    local = options.host in {"localhost", "127.0.0.1", "::1"}
    if options.security not in {"tls", "starttls", "none"}:
        raise SourceError(
            "security is none of tls, starttls, none", "mend it in the settings"
        )
    if options.security == "none" and not local:
        raise SourceError(
            "a password would go over the network in clear",
            'set security to "tls" or "starttls"',
        )
    client = IMAPClient(
        options.host,
        port=options.port or (993 if options.security == "tls" else 143),
        ssl=options.security == "tls",
        ssl_context=_context(options) if options.security == "tls" else None,
        timeout=SocketTimeout(connect=min(options.timeout, 20), read=options.timeout),
    )
    if options.security == "starttls":
        client.starttls(_context(options))
    return client


def _context(options: Any) -> ssl.SSLContext:
    file = str(Path(options.ca_file).expanduser()) if options.ca_file else None
    try:
        return ssl.create_default_context(cafile=file)
    except OSError:
        raise SourceError(
            "ca_file cannot be read as certificates", "name a PEM file there"
        ) from None


def _sign_in(client: Any, account: Account) -> None:
    import imaplib

    from imapclient.exceptions import LoginError

    options, secret = account.options, account.secret()
    try:
        if options.auth == "xoauth2":
            client.oauth2_login(options.user, secret)
        else:
            client.login(options.user, secret)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise error.__context__ from None
        if _BUSY.search(str(error).encode()):
            raise OutOfReach(
                "the server is too busy to sign in", "the next night tries again"
            ) from None
        raise refused(account, token=options.auth == "xoauth2") from None


def _joined(answers: list[Any]) -> list[bytes]:
    """Answers as single lines; a name that came as a literal is quoted again."""
    lines = []
    pending = b""
    for one in answers:
        if isinstance(one, tuple):
            start = pending + re.sub(rb"\{\d+\}$", b"", one[0])
            pending = start + _quoted(one[1])
        else:
            lines.append(pending + (one or b""))
            pending = b""
    return lines


_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:\\.|[^"\\])*"|NIL) (.+)$')
_STATUS = re.compile(rb'("(?:\\.|[^"\\])*"|\S+) \(([^)]*)\)\s*$')


def _listed(line: bytes) -> Listed:
    from imapclient.imap_utf7 import decode

    found = _LISTED.match(line)
    if not found:
        raise SourceError("the server lists its folders unreadably", "report it")
    wire = _unquoted(found[2])
    flags = frozenset(found[1].decode("ascii", "replace").lower().split())
    return Listed(flags, wire, str(decode(wire)))


def _holds_mail(folder: Listed) -> bool:
    return not folder.flags & {"\\noselect", "\\nonexistent"}


def _status(line: bytes) -> tuple[bytes, State]:
    """A folder's name and (messages, validity, next UID, modseq)."""
    found = _STATUS.match(line)
    if not found:
        raise SourceError("the server tells its folders' state unreadably", "report it")
    words = found[2].upper().split()
    said = dict(zip(words[::2], map(int, words[1::2]), strict=False))
    names = (b"MESSAGES", b"UIDVALIDITY", b"UIDNEXT", b"HIGHESTMODSEQ")
    messages, validity, next_uid, modseq = (said.get(name, 0) for name in names)
    return _unquoted(found[1]), (messages, validity, next_uid, modseq)


def _quoted(wire: bytes) -> bytes:
    return b'"' + wire.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _unquoted(wire: bytes) -> bytes:
    wire = wire.strip()
    if wire.startswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", wire[1:-1])
    return wire


def _answers(answers: list[Any]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each FETCH answer as its words, and its literals apart."""
    said: list[bytes] = []
    literals: list[bytes] = []
    for one in answers:
        if isinstance(one, tuple):
            said.append(one[0])
            literals.append(one[1])
            continue
        yield b" ".join([*said, one]), literals
        said, literals = [], []


def _moment(text: bytes) -> datetime | None:
    try:
        return datetime.strptime(text.decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
