"""A mail server that does what Dovecot never would, and others do: a script of one.

It holds one or more folders of messages and answers just what a fetch asks; how it
does so is told by its fields.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress

from tests.connectors.servers import letter


class OddServer:
    """Answers on a port of loopback until closed.

    folders: LIST's words for each, and its messages by UID. refused: UIDs that no
    FETCH of a header may name. refuses: how it says so. gathers: FETCH commands it
    waits for before it answers the first; it then answers the last one first, inside
    the first one's answer. empty: what it gives for a header that has no field.
    """

    def __init__(self, messages):
        self.folders = {'() "/" INBOX': dict.fromkeys(range(1, messages + 1))}
        self.capability = "IMAP4rev1 CONDSTORE"
        self.modseq, self.next_uid = 7, messages + 1
        self.refused, self.refuses, self.gathers = set(), "NO not this one", 0
        self.heads = {}
        self.asked = []
        self._open = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near):
        with near, near.makefile("rwb") as line:
            line.write(b"* OK here\r\n")
            line.flush()
            waiting = []
            for said in line:
                tag, _, words = said.decode("latin-1").strip().partition(" ")
                self.asked.append(words)
                if "BODY" in words and self.gathers:
                    waiting.append((tag, words))
                    if len(waiting) == self.gathers:
                        line.write(self._out_of_order(waiting))
                        line.flush()
                        self.gathers = 0
                    continue
                line.write(self._answer(tag, words))
                line.flush()

    def _out_of_order(self, waiting):
        """Every message first, then that the commands have been done."""
        whole = [self._answer(tag, words) for tag, words in waiting]
        parts = [answer.rpartition(b"\r\n" + tag.encode()) for answer, (tag, _) in
                 zip(whole, waiting, strict=True)]  # fmt: skip
        told = [part + b"\r\n" for part, _, _ in reversed(parts)]
        done = [tag.encode() + rest for (tag, _), (_, _, rest) in
                zip(waiting, parts, strict=True)]  # fmt: skip
        return b"".join(told + done)

    def _answer(self, tag, words):
        ok = f"{tag} OK done\r\n".encode()
        if "FETCH" in words:
            return self._fetch(tag, words, ok)
        told = {
            "CAPABILITY": f"* CAPABILITY {self.capability}\r\n".encode,
            "LIST": self._list,
            "STATUS": lambda: self._status(words),
            "EXAMINE": lambda: self._examine(words),
            "UID": lambda: b"* SEARCH %s\r\n" % " ".join(map(str, self._open)).encode(),
        }
        return told.get(words.split(" ")[0], bytes)() + ok

    def _list(self):
        return "".join(f"* LIST {one}\r\n" for one in self.folders).encode("latin-1")

    def _examine(self, words):
        self._open = self._folder(words)
        return b"* %d EXISTS\r\n" % len(self._open)

    def _folder(self, words):
        name = words.partition(" ")[2]
        for listed, messages in self.folders.items():
            if listed.rpartition(" ")[2].strip('"') in name:
                return messages
        return {}

    def _status(self, words):
        name = words.partition(" ")[2].rpartition(" (")[0]
        return (
            f"* STATUS {name} (MESSAGES {len(self._folder(words))} UIDNEXT "
            f"{self.next_uid} UIDVALIDITY 1 HIGHESTMODSEQ {self.modseq})\r\n"
        ).encode("latin-1")

    def _fetch(self, tag, words, ok):
        wanted = set()
        for part in re.search(r"FETCH ([\d:,]+)", words)[1].split(","):
            first, _, last = part.partition(":")
            wanted |= set(range(int(first), int(last or first) + 1))
        if "BODY" in words and wanted & self.refused:
            return f"{tag} {self.refuses}\r\n".encode()
        told = [self._message(uid, words) for uid in sorted(wanted & set(self._open))]
        return b"".join(told) + ok

    def _message(self, uid, words):
        start = f"* {uid} FETCH (UID {uid}".encode()
        if "BODY" not in words:
            return start + b")\r\n"
        head, _, text = letter(uid).partition(b"\r\n\r\n")
        head = self.heads.get(uid, head + b"\r\n\r\n")
        start += b' FLAGS () INTERNALDATE "05-Jan-2026 09:00:00 +0000"'
        start += b" BODY[HEADER.FIELDS (FROM)]<0> "
        start += b"{%d}\r\n%s" % (len(head), head) if head else b'""'
        if "BODY.PEEK[TEXT]" in words:
            start += b" BODY[TEXT]<0> {%d}\r\n%s" % (len(text), text)
        return start + b")\r\n"
