"""Real servers on loopback for live sources: Dovecot, and a proxy that misbehaves."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

USER, PASSWORD = "robin", "open-sesame"
START = datetime(2024, 1, 1, 8, tzinfo=UTC)
NAMES = ("Ana Okafor", "Bo Lindqvist", "Chiara Conti", "David Mbeki", "Eva Novak")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process=None):
    """Until the port answers; fails when its process has ended."""
    for _ in range(200):
        assert process is None or process.poll() is None, "the server has ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("the server did not come up")


def letter(number, *, subject="Rowing", text="See you there?\n", sent=False):
    """One invented message; its number makes it its own."""
    name = NAMES[number % len(NAMES)]
    other = f"{name} <{name.split()[0].lower()}@example.org>"
    me = "Robin Vale <robin.vale@example.com>"
    when = format_datetime(START + timedelta(minutes=number))
    return (
        f"From: {me if sent else other}\r\nTo: {other if sent else me}\r\n"
        f"Subject: {subject} {number}\r\nDate: {when}\r\n"
        f"Message-ID: <letter-{number}@example.org>\r\nX-Secret: planted-marker\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()


CONFIG = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {inner}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
mailbox_list_index = yes
ssl = {ssl}
{certificate}
{capability}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  mailbox Gesendet {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Papierkorb {{
    auto = create
    special_use = \\Trash
  }}
  mailbox Spam {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Drafts {{
    auto = create
    special_use = \\Drafts
  }}
}}
"""


class Dovecot:
    """A mail server of its own on two ports of loopback, stopped by `stop`."""

    def __init__(self, *, capability="", certificate=None, password=PASSWORD):
        self.folder = Path(
            tempfile.mkdtemp(prefix="dc")
        )  # its sockets want short names
        self.port, self.tls_port = free_port(), free_port()
        root = os.geteuid() == 0
        me = getpass.getuser()
        group = subprocess.run(
            ["id", "-gn"], capture_output=True, text=True, check=True
        )
        self.mail = "mail" if root else me
        text = CONFIG.format(
            folder=self.folder,
            inner="dovecot" if root else me,
            group="dovecot" if root else group.stdout.strip(),
            mail=self.mail,
            mail_group="mail" if root else group.stdout.strip(),
            ssl="yes" if certificate else "no",
            certificate="".join(
                f"ssl_{name} = <{path}\n" for name, path in (certificate or {}).items()
            ),
            capability=f"imap_capability = {capability}" if capability else "",
            port=self.port,
            tls_port=self.tls_port if certificate else 0,
            password=password,
        )
        (self.folder / "conf").write_text(text)
        self.folder.chmod(0o755)
        self.maildir = self.folder / "home" / "Maildir"
        self._delivered = 0
        for name in ("", ".Gesendet", ".Rowing.Boats", ".Papierkorb", ".Spam"):
            for part in ("cur", "new", "tmp"):
                (self.maildir / name / part).mkdir(parents=True)
        self._own()
        self.start()

    def _own(self):
        if os.geteuid() == 0:
            subprocess.run(
                ["chown", "-R", "mail:mail", self.folder / "home"], check=True
            )

    def start(self):
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.folder / "conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.port, self.process)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def deliver(self, numbers, folder="", **how):
        """Put messages into a folder, seen by nobody yet."""
        into = self.maildir / (f".{folder}" if folder else "") / "cur"
        for number in numbers:
            self._delivered += 1
            name = f"{1700000000 + self._delivered}.M{self._delivered}P1.host:2,"
            (into / name).write_bytes(letter(number, **how))
        self._own()

    def count_anew(self, folder=""):
        """Forget every UID, as a repair does: UIDVALIDITY changes."""
        self.stop()
        there = self.maildir / (f".{folder}" if folder else "")
        for old in there.glob("dovecot*"):
            if old.is_file():
                old.unlink()
        self.start()

    @contextmanager
    def owner(self):
        """The owner's own mail program, which may change things."""
        from imapclient import IMAPClient

        with IMAPClient("127.0.0.1", port=self.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            yield client

    def state(self):
        """Everything a reader could have changed: flags and UIDs of every folder."""
        told = {}
        with self.owner() as client:
            for flags, _, name in client.list_folders():
                if b"\\Noselect" in flags:
                    continue
                client.select_folder(name, readonly=True)
                uids, told[name] = client.search(), {}
                for at in range(0, len(uids), 1_000):  # a line has a limit
                    told[name] |= client.fetch(
                        uids[at : at + 1_000], ["FLAGS", "INTERNALDATE"]
                    )
        return told


class Proxy:
    """Passes bytes on to a server; counts, and misbehaves when told to.

    lines: what the client sent, a command a line. down: bytes the server sent.
    cut_after: bytes from the server after which the connection is cut, once each.
    """

    def __init__(self, port):
        self.server = port
        self.lines, self.down, self.cut_after, self.pause = [], 0, [], 0.0
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def forget(self):
        self.lines, self.down, self.connections = [], 0, 0

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                far = socket.create_connection(("127.0.0.1", self.server))
                for one, other, seen in (
                    (near, far, self._up),
                    (far, near, self._back),
                ):
                    threading.Thread(
                        target=self._pass, args=(one, other, seen), daemon=True
                    ).start()

    def _up(self, data):
        self.lines += data.decode("latin-1").splitlines()
        return True

    def _back(self, data):
        self.down += len(data)
        time.sleep(self.pause)
        if self.cut_after and self.down >= self.cut_after[0]:
            self.cut_after.pop(0)
            return False
        return True

    def _pass(self, one, other, seen):
        with suppress(OSError):
            while data := one.recv(65536):
                if not seen(data):
                    break
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


RADICALE = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = info
mask_passwords = True
"""


class Radicale:
    """A CardDAV and CalDAV server on a port of loopback; `renew` gives a new owner."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self._renewed = 0
        owners = "".join(f"{USER}{number}:{PASSWORD}\n" for number in range(1, 200))
        (folder / "users").write_text(owners)
        config = folder / "config"
        config.write_text(RADICALE.format(port=self.port, folder=folder))
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(config)],
            stdout=self.log,
            stderr=self.log,
        )
        wait_for(self.port, self.process)
        self.url = f"http://127.0.0.1:{self.port}"

    def renew(self):
        """Another owner, who has an address book and a calendar with nothing in it."""
        import requests

        self._renewed += 1
        self.user = f"{USER}{self._renewed}"
        self._session = requests.Session()
        self._session.auth = (self.user, PASSWORD)
        self.make("friends", "addressbook")
        self.make("work", "calendar")

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def _ask(self, method, path, body="", **headers):
        answer = self._session.request(
            method,
            f"{self.url}/{self.user}/{path}",
            data=body.encode(),
            headers=headers,
        )
        assert answer.ok, (method, answer.status_code, answer.text[:200])
        return answer

    def make(self, name, kind):
        """A collection: `addressbook` or `calendar`."""
        space = {"addressbook": "carddav", "calendar": "caldav"}[kind]
        body = (
            '<?xml version="1.0"?><d:mkcol xmlns:d="DAV:" '
            f'xmlns:k="urn:ietf:params:xml:ns:{space}"><d:set><d:prop><d:resourcetype>'
            f"<d:collection/><k:{kind}/></d:resourcetype><d:displayname>{name.title()}"
            "</d:displayname></d:prop></d:set></d:mkcol>"
        )
        self._ask("MKCOL", f"{name}/", body)

    def put(self, collection, name, text):
        kind = "text/vcard" if "VCARD" in text else "text/calendar"
        self._ask("PUT", f"{collection}/{name}", text, **{"Content-Type": kind})

    def delete(self, path):
        self._ask("DELETE", path)

    def copy_on_disk(self, collection, name, other):
        """The same item once more, as a server's repair may leave it."""
        root = self.folder / "collections" / "collection-root" / self.user / collection
        shutil.copy(root / name, root / other)

    def forget_tokens(self):
        """Let every sync token grow old."""
        root = self.folder / "collections" / "collection-root" / self.user
        for held in root.rglob("sync-token"):
            shutil.rmtree(held)

    def state(self):
        """Every item and collection of the owner as it lies on the disk."""
        root = self.folder / "collections" / "collection-root" / self.user
        return {
            str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in root.rglob("*")
            if path.is_file() and ".Radicale.cache" not in path.parts
        }

    def requests(self):
        """Methods of all requests so far, from the server's own log."""
        self.log.flush()
        text = (self.folder / "log").read_text(errors="replace")
        return re.findall(r"\] ([A-Z]+) request for", text)
