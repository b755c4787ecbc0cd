"""What is said to an IMAP server: only ever EXAMINE, and PEEK.

Spec: RFC 3501, with RFC 4731 (ESEARCH), 5161 (ENABLE), 5819 (LIST-STATUS), 6154
(SPECIAL-USE), 7162 (CONDSTORE, QRESYNC) where the server offers them.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeAlias

from . import Account, OutOfReach, SourceError
from ._imap_answers import (
    Folder,
    Letter,
    Listed,
    State,
    quote,
    read_letters,
    read_listed,
    read_states,
)
from ._ranges import Ranges
from ._remote import is_host, refused

HEADERS = (
    "FROM SENDER REPLY-TO TO CC BCC DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES "
    "RETURN-PATH LIST-ID LIST-POST LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED "
    "X-AUTO-RESPONSE-SUPPRESS X-AUTOREPLY X-AUTORESPOND FEEDBACK-ID "
    "X-FAILED-RECIPIENTS CONTENT-TYPE DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO "
    "X-SG-EID X-MAILGUN-SID X-MANDRILL-USER X-MC-USER X-SES-OUTGOING X-CAMPAIGN "
    "X-CAMPAIGNID X-MAILJET-CAMPAIGN X-CSA-COMPLAINTS"
)
AHEAD = 3  # batches on their way while one is taken apart: a long line holds more
MOST_LOST = 20  # messages one fetch may leave out: more, and the server is ill
_MAX_HEAD = 64 * 1024
_MAX_LINE = 32 * 1024 * 1024  # a mailbox's UIDs in one line, where no ranges are told
_BUSY = re.compile(
    rb"(?i)\[(?:UNAVAILABLE|LIMIT|INUSE|SERVERBUG)\]|too many|try again|temporar"
)
_ESEARCH_ALL = re.compile(rb"\bALL ([\d:,]+)")
_VANISHED = re.compile(rb"(?:\(EARLIER\) )?([\d:,]+)")

Choice: TypeAlias = Callable[[list[Listed]], list[Listed]]


class Server:
    """A session that only looks. Use it in a `with`; raises SourceError."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._client = _connect(account)
        # the standard library's session: imapclient's own reading of a FETCH takes
        # several times as long as the server's telling
        self._imap = self._client._imap  # noqa: SLF001
        self._early: dict[int, Letter] = {}  # told before their batch's turn
        self._lost = 0

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
        return self._told(wanted, *self._imap._simple_command(*words))  # noqa: SLF001  # as imaplib does

    def _told(self, wanted: str, state: str, answer: list[Any]) -> list[Any]:
        if state != "OK":
            if _BUSY.search(b" ".join(one or b"" for one in answer)):
                raise OutOfReach("the server is busy", "the next night tries again")
            raise SourceError(
                f"the server refused to tell what was asked ({wanted})",
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
        listed = read_listed(self._tell("LIST", "LIST", '""', "*", *extended))
        told = read_states(self._imap.untagged_responses.pop("STATUS", []))
        found = []
        for one in choose(listed):
            state = told.get(one.wire) or self._ask_status(one.wire, asked)
            found.append(Folder(one.wire, one.name, *state))
        return found

    def _ask_status(self, wire: bytes, asked: str) -> State:
        told = self._tell("STATUS", "STATUS", quote(wire), f"({asked})")
        return next(iter(read_states(told).values()))

    def look_into(self, folder: Folder) -> None:
        """Open a folder read-only: EXAMINE sets no flag, not even that it was new."""
        state, _ = self._imap.select(quote(folder.wire), readonly=True)
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

    def letters(
        self, batches: Iterable[Ranges], text_limit: int
    ) -> Iterator[tuple[Ranges, list[Letter]]]:
        """Each batch of UIDs with those of its messages that are still there.

        Batches are asked for before the one ahead of them is given (RFC 3501, 5.5):
        they are on their way while that one is taken apart and written down.
        """
        asked: deque[tuple[Ranges, bytes]] = deque()
        self._early.clear()
        for batch in batches:
            asked.append((batch, self._ask(batch, text_limit)))
            if len(asked) > AHEAD:
                yield self._given(*asked.popleft(), text_limit)
        for first, tag in asked:
            yield self._given(first, tag, text_limit)

    def _given(
        self, batch: Ranges, tag: bytes, text_limit: int
    ) -> tuple[Ranges, list[Letter]]:
        letters = self._receive(batch, tag, text_limit)
        if len(letters) > 1 and all(one.head is None for one in letters):
            raise _ill()
        return batch, letters

    def _ask(self, batch: Ranges, text_limit: int) -> bytes:
        wanted = "UID FLAGS INTERNALDATE "
        wanted += f"BODY.PEEK[HEADER.FIELDS ({HEADERS})]<0.{_MAX_HEAD}>"
        wanted += f" BODY.PEEK[TEXT]<0.{text_limit}>" if text_limit else ""
        tag: bytes = self._imap._command("UID", "FETCH", str(batch), f"({wanted})")  # noqa: SLF001  # as imaplib does
        return tag

    def _receive(self, batch: Ranges, tag: bytes, text_limit: int) -> list[Letter]:
        """A batch's messages; what a server tells early waits for its own batch."""
        try:
            answer = self._imap._command_complete("FETCH", tag)  # noqa: SLF001  # as imaplib does
            told = self._told("FETCH", *answer)
        except (imaplib.IMAP4.abort, OutOfReach):
            raise
        except (imaplib.IMAP4.error, SourceError):
            return self._receive_apart(batch, text_limit)
        self._early |= {one.uid: one for one in read_letters(told)}
        here = [uid for uid in self._early if uid in batch]
        return [self._early.pop(uid) for uid in here]

    def _receive_apart(self, batch: Ranges, text_limit: int) -> list[Letter]:
        """A batch the server refuses, in halves: one ill message spoils no other."""
        if len(batch) > 1:
            found = []
            for half in batch.batches((len(batch) + 1) // 2):
                found += self._receive(half, self._ask(half, text_limit), text_limit)
            return found
        self._lost += 1
        knows = self._imap._simple_command("UID", "FETCH", str(batch), "(UID)")  # noqa: SLF001  # as imaplib does
        told = self._told("FETCH", *knows)  # raises where it refuses everything
        self._early |= {one.uid: one for one in read_letters(told)}
        if self._lost > MOST_LOST:
            raise _ill()
        return [Letter(batch.last)]


def _ill() -> SourceError:
    return SourceError(
        "the server refuses to give many messages",
        "look whether a mail program can open them; else name other folders",
    )


def _connect(account: Account) -> Any:
    from imapclient import IMAPClient, SocketTimeout

    imaplib._MAXLINE = _MAX_LINE  # type: ignore[attr-defined]  # noqa: SLF001  # no other way
    options = account.options
    local = options.host in {"localhost", "127.0.0.1", "::1"}
    if not is_host(options.host) or options.host.count(":") == 1:
        raise SourceError(
            "the host is no server's name",
            'write it like "imap.example.com"; a port of its own goes into port',
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
    from imapclient.exceptions import LoginError

    options, secret = account.options, account.secret()
    try:
        if options.auth == "xoauth2":
            client.oauth2_login(options.user, secret)
        elif (options.user + secret).isascii():
            client.login(options.user, secret)
        else:  # LOGIN knows ASCII only
            client.plain_login(options.user, secret)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise error.__context__ from None
        if _BUSY.search(str(error).encode()):
            raise OutOfReach(
                "the server is too busy to sign in", "the next night tries again"
            ) from None
        raise refused(account, token=options.auth == "xoauth2") from None
