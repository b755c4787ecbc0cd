"""Mailboxes on a real server: all of it once, only what is new, and nothing changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from connectors._fetched import MESSAGES
from flows import accounts
from flows.settings import UserError, load
from flows.warehouse import open_archive
from tests.connectors.live import add_account, night, standing
from tests.connectors.servers import PASSWORD, USER, Dovecot, Proxy, free_port, letter

pytestmark = pytest.mark.needs("dovecot")
MAIN = "import sys; from flows.commands import main; sys.exit(main())"
# what servers offer: all of Dovecot, or the bare protocol
OFFERS = {"all": "", "bare": "IMAP4rev1"}


@pytest.fixture
def server():
    made = Dovecot()
    yield made
    made.close()


@pytest.fixture(params=OFFERS)
def any_server(request):
    made = Dovecot(capability=OFFERS[request.param])
    yield made
    made.close()


@pytest.fixture
def proxies():
    made = []

    def to(server):
        made.append(Proxy(server.port))
        return made[-1]

    yield to
    for proxy in made:
        proxy.close()


@pytest.fixture
def signed_in(monkeypatch):
    monkeypatch.setenv("CULTIVATE_IMAP_WORK", PASSWORD)


def account(home, server, **options):
    """The account `work` on a server or a proxy before it."""
    where = {"host": "127.0.0.1", "port": server.port, "security": "none"}
    add_account(home, "imap", **(where | {"user": USER} | options))


def messages(home):
    """The bytes of everything fetched."""
    return (home.inbox / "imap" / "work" / MESSAGES).read_bytes()


def keys(*numbers):
    return sorted(f"letter-{number}@example.org" for number in numbers)


def test_all_folders_but_spam_and_trash_are_read(home, any_server, signed_in):
    """Sent mail is known for what it is; a message in two folders is one."""
    any_server.deliver(range(5))
    any_server.deliver(range(4, 8), "Rowing.Boats")
    any_server.deliver((8, 9), "Gesendet", sent=True)
    any_server.deliver((10,), "Spam")
    any_server.deliver((11,), "Papierkorb")
    account(home, any_server)
    tally = night(home, "imap")
    assert (tally.interactions, tally.problems, tally.whys) == (10, 0, ())
    assert standing(home) == keys(*range(10))
    assert standing(home, column="owner_side") == [""] * 8 + ["out"] * 2
    assert len(standing(home, "contact_records")) == 6


def test_only_header_fields_are_kept(home, server, signed_in):
    """No text, no other field; the file is the owner's alone."""
    server.deliver(range(3), text="Bring the oars.\r\n")
    account(home, server)
    night(home, "imap")
    assert b"oars" not in messages(home)
    assert b"planted-marker" not in messages(home)
    with open_archive(home) as con:
        looked = con.execute("select distinct words from raw.interactions").fetchall()
    assert looked == [(None,)]


def test_a_text_may_be_looked_at_and_is_let_go(home, server, signed_in):
    """What it said is known; the text itself is nowhere."""
    server.deliver([1], text="Could you send me the oars by Friday?\r\n")
    server.deliver([2], text="Thank you so much for the oars!\r\n")
    account(home, server, text=True)
    night(home, "imap")
    assert b"oars" not in messages(home)
    assert standing(home, column="asks_question") == [False, True]
    assert standing(home, column="says_thanks") == [False, True]
    assert min(standing(home, column="words")) > 4


def test_nothing_new_is_a_handful_of_requests(home, any_server, signed_in, proxies):
    """No message is asked for again; where the server can, no folder is opened."""
    any_server.deliver(range(300))
    any_server.deliver(range(300, 320), "Rowing.Boats")
    proxy = proxies(any_server)
    account(home, proxy)
    night(home, "imap")
    fetched = messages(home)
    proxy.forget()
    tally = night(home, "imap")
    assert (tally.interactions, tally.unchanged) == (0, 1)
    assert messages(home) == fetched
    assert len(proxy.lines) <= 8
    assert not [line for line in proxy.lines if "FETCH" in line or "EXAMINE" in line]
    assert proxy.down < 2_000


def test_only_what_is_new_is_fetched(home, any_server, signed_in, proxies):
    """The second night asks for the new message alone."""
    any_server.deliver(range(50))
    proxy = proxies(any_server)
    account(home, proxy)
    night(home, "imap")
    any_server.deliver([50])
    proxy.forget()
    assert night(home, "imap").interactions == 1
    assert proxy.down < 4_000
    assert standing(home) == keys(*range(51))


def test_deletions_are_noticed(home, any_server, signed_in):
    """What the owner deleted counts no more; what was moved still does."""
    any_server.deliver(range(20))
    account(home, any_server)
    night(home, "imap")
    with any_server.owner() as owner:
        owner.select_folder("INBOX")
        owner.copy([3, 4], "Rowing.Boats")
        owner.delete_messages([3, 4, 5, 20])
        owner.expunge()
    tally = night(home, "imap")
    assert tally.problems == 0
    assert standing(home) == keys(*(n for n in range(20) if n not in {4, 19}))
    assert night(home, "imap").interactions == 0
    with any_server.owner() as owner:
        owner.append("Rowing.Boats", letter(4))
    night(home, "imap")
    assert standing(home) == keys(*range(19))


def test_a_whole_reading_of_the_file_says_the_same(home, server, signed_in):
    """Whoever loses the archive has the same messages again, and no deleted one."""
    server.deliver(range(6))
    account(home, server)
    night(home, "imap")
    with server.owner() as owner:
        owner.select_folder("INBOX")
        owner.delete_messages([1])
        owner.expunge()
    night(home, "imap")
    home.archive.unlink()
    night(home, "imap")
    assert standing(home) == keys(1, 2, 3, 4, 5)


def test_deleted_mail_may_count_on(home, server, signed_in):
    """With keep_deleted what was read once stays."""
    server.deliver(range(3))
    account(home, server, keep_deleted=True)
    night(home, "imap")
    with server.owner() as owner:
        owner.select_folder("INBOX")
        owner.delete_messages([1])
        owner.expunge()
    night(home, "imap")
    assert standing(home) == keys(0, 1, 2)


def test_a_server_that_counts_anew_doubles_nothing(home, any_server, signed_in):
    """After a new UIDVALIDITY all is asked for again, and what is missing has gone."""
    any_server.deliver(range(30))
    account(home, any_server)
    night(home, "imap")
    next((any_server.maildir / "cur").glob("*.M7P1*")).unlink()
    any_server.count_anew()
    night(home, "imap")
    assert standing(home) == keys(*(n for n in range(30) if n != 6))
    assert night(home, "imap").interactions == 0


def test_a_folder_that_goes_takes_its_mail_along(home, server, signed_in):
    """A renamed folder loses nothing; a deleted one does."""
    server.deliver(range(3))
    server.deliver(range(3, 6), "Rowing.Boats")
    account(home, server)
    night(home, "imap")
    with server.owner() as owner:
        owner.rename_folder("Rowing.Boats", "Küche & Boote")
    night(home, "imap")
    assert standing(home) == keys(*range(6))
    with server.owner() as owner:
        owner.delete_folder("Küche & Boote")
    night(home, "imap")
    assert standing(home) == keys(*range(3))


def test_only_the_folders_named_are_read(home, server, signed_in):
    """The owner may say which."""
    server.deliver(range(3))
    server.deliver(range(3, 6), "Rowing.Boats")
    account(home, server, folders=["Rowing.Boats"])
    night(home, "imap")
    assert standing(home) == keys(3, 4, 5)


def test_nothing_changes_on_the_server(home, any_server, signed_in, proxies):
    """Flags, UIDs and modseqs are as before; no command that could change them."""
    any_server.deliver(range(40))
    any_server.deliver(range(40, 50), "Gesendet", sent=True)
    with any_server.owner() as owner:
        owner.select_folder("INBOX")
        owner.add_flags([1, 2], ["\\Seen"])
        owner.add_flags([3], ["\\Flagged"])
    before = any_server.state()
    proxy = proxies(any_server)
    account(home, proxy, text=True)
    night(home, "imap")
    night(home, "imap")
    assert any_server.state() == before
    said = {line.split()[1] for line in proxy.lines if len(line.split()) > 1}
    said |= {line.split()[2] for line in proxy.lines if " UID " in line}
    harmless = {"CAPABILITY", "LOGIN", "ENABLE", "LIST", "STATUS", "EXAMINE", "UID",
                "SEARCH", "FETCH", "LOGOUT"}  # fmt: skip
    assert said <= harmless
    assert not [line for line in proxy.lines if "BODY[" in line]


def test_after_a_cut_it_goes_on(home, server, signed_in, proxies):
    """Connections that break in the middle cost nothing but a new one."""
    server.deliver(range(5_000))
    proxy = proxies(server)
    proxy.cut_after[:] = [1_000_000, 3_000_000]
    account(home, proxy)
    tally = night(home, "imap")
    assert (tally.interactions, tally.whys) == (5_000, ())
    assert proxy.connections == 3
    assert messages(home).count(b"X-Cultivate: ") == 5_000


def test_what_came_before_a_lasting_cut_is_read(home, server, signed_in, proxies):
    """The rest comes the next night; the owner is told in one line."""
    server.deliver(range(3_000))
    proxy = proxies(server)
    proxy.cut_after[:] = [700_000, 700_001, 700_002]
    account(home, proxy)
    tally = night(home, "imap")
    assert 0 < tally.interactions < 3_000
    assert tally.whys == (
        "imap/work: the server broke off; the next night tries again",
    )
    proxy.cut_after.clear()
    night(home, "imap")
    assert standing(home) == keys(*range(3_000))


def test_a_killed_first_fetch_goes_on_where_it_was(home, server, signed_in, proxies):
    """Kill -9 in the middle of 20,000 messages: afterwards each is there once."""
    server.deliver(range(15_000))
    server.deliver(range(15_000, 20_000), "Rowing.Boats")
    proxy = proxies(server)
    proxy.pause = 0.01
    account(home, proxy)
    call = subprocess.Popen(
        [sys.executable, "-c", MAIN, "--home", str(home.path), "run"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    file = home.inbox / "imap" / "work" / MESSAGES
    while not file.exists() or file.stat().st_size < 2_000_000:
        assert call.poll() is None
        time.sleep(0.01)
    call.send_signal(signal.SIGKILL)
    call.wait()
    proxy.pause, before = 0, proxy.down
    tally = night(home, "imap")
    assert tally.interactions == 20_000
    assert messages(home).count(b"X-Cultivate: ") == 20_000
    assert proxy.down - before < before * 9


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"port": 1}, "does not accept connections; check host and port"),
        (
            {"host": "no-such-host.invalid", "security": "tls"},
            "name cannot be found; check the network",
        ),
        ({"host": "imap.example.com"}, 'in clear; set security to "tls"'),
        ({"security": "tls"}, "no secure connection could be made; check host and"),
        ({"host": "https://imap.example.com/"}, "is no server's name; write it like"),
        ({"host": "imap.example.com:993"}, "a port of its own goes into port"),
        ({"host": "imap..example.com"}, "the host is no server's name"),
        ({"folders": ["Inbocks"]}, "a folder named in the settings is not there"),
        ({"timeout": 1}, "did not answer in time"),
        ({"folders": [], "user": ""}, "needs user: the name you sign in with"),
    ],
)
def test_what_goes_wrong_is_one_line_with_its_cure(
    home, server, signed_in, proxies, options, says
):
    """The line names the account and what to do; nothing of the server's words."""
    proxy = proxies(server)
    proxy.pause = 2 if options.get("timeout") else 0
    account(home, proxy, **options)
    tally = night(home, "imap")
    assert tally.state == "failed"
    (why,) = tally.whys
    assert says in why
    assert "work" in why
    assert "\n" not in why
    assert PASSWORD not in why


def test_a_password_may_be_of_any_letters(home, monkeypatch):
    """LOGIN knows ASCII only; the protocol has another way."""
    word = "Übermorgen"
    server = Dovecot(password=word)
    try:
        server.deliver(range(3))
        account(home, server)
        monkeypatch.setenv("CULTIVATE_IMAP_WORK", word)
        assert night(home, "imap").interactions == 3
        monkeypatch.setenv("CULTIVATE_IMAP_WORK", "Überhaupt")
        assert "refused the sign-in" in night(home, "imap").whys[0]
    finally:
        server.close()


def test_mail_in_any_state_and_folders_of_any_name(home, server, signed_in, proxies):
    """40 MB, no header, no byte at all, letters of no charset: the rest is read."""
    server.deliver([1], text="x" * 40_000_000)
    broken = {
        2: b"\x00\xff no header\r\n\r\nplanted-marker",
        3: b"",
        4: b"From: \xe4\xf6 <ana@example.org>\r\nSubject: =?utf-8?Q?x=\r\n\r\nhello",
        5: b"From: ana@example.org\r\nSubject: " + b"y" * 300_000 + b"\r\n\r\nhello",
        6: b"From: ana@example.org\r\nFrom x Mon Jan  1 00:00:00 2024\r\n\r\nhello",
    }
    for number, raw in broken.items():
        (server.maildir / "cur" / f"180000000{number}.M{number}P1.h:2,").write_bytes(
            raw
        )
    server._own()
    names = (
        'Odd "name"',
        "Bücher & Räder",
        "日本",
        "&",
        "back\\slash",
        "per%cent*star",
    )
    with server.owner() as owner:
        for number, name in enumerate(names, 10):
            owner.create_folder(name)
            owner.append(name, letter(number))
    proxy = proxies(server)
    account(home, proxy, text=True)
    tally = night(home, "imap")
    assert tally.whys == ()
    assert set(keys(1, *range(10, 16))) <= set(standing(home))
    assert tally.interactions + tally.problems == 1 + len(broken) + len(names)
    assert b"planted-marker" not in messages(home)
    assert proxy.down < 500_000
    assert night(home, "imap").interactions == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"security": "tlss"}, "security is none of tls, starttls, none"),
        ({"auth": "oauth"}, "auth is none of password, xoauth2"),
        ({"timeout": 0}, "timeout must be at least 1"),
        ({"prot": 993}, "unknown setting prot; did you mean port?"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_at_once(home, options, says):
    """Before anything is read, with the place in the settings."""
    add_account(home, "imap", host="imap.example.com", user=USER, **options)
    with pytest.raises(UserError, match=r"sources\.imap\.work: ") as told:
        accounts.check(home, load(home))
    assert says in str(told.value)


def test_a_token_signs_in_too(home, server, signed_in, proxies):
    """With auth = "xoauth2" the secret is a token, and no password is sent."""
    server.deliver(range(3))
    proxy = proxies(server)
    account(home, proxy, auth="xoauth2")
    assert night(home, "imap").interactions == 3
    assert [line for line in proxy.lines if "AUTHENTICATE XOAUTH2" in line]
    assert not [line for line in proxy.lines if "LOGIN" in line]


def test_a_token_that_has_ended_is_told(home, server, monkeypatch):
    """The cure is another one, not a password."""
    monkeypatch.setenv("CULTIVATE_IMAP_WORK", "ended")
    account(home, server, auth="xoauth2")
    (why,) = night(home, "imap").whys
    assert "refused the token: it has ended or was revoked; get a new one" in why


def test_a_wrong_password_is_told_and_other_accounts_go_on(
    home, server, signed_in, monkeypatch
):
    """The cure is to sign in again; the other account is read."""
    server.deliver(range(3))
    account(home, server)
    add_account(home, "imap", "club", host="127.0.0.1", port=server.port,
                security="none", user=USER)  # fmt: skip
    monkeypatch.setenv("CULTIVATE_IMAP_CLUB", "wrong")
    tally = night(home, "imap")
    assert tally.whys == (
        (
            "imap/club: the server refused the sign-in; give the password or app "
            "password again: cultivate login imap --account club"
        ),
    )
    assert not tally.out_of_reach
    assert standing(home) == keys(0, 1, 2)
    written = b"".join(p.read_bytes() for p in home.path.rglob("*") if p.is_file())
    assert PASSWORD.encode() not in written


def test_the_night_tells_prefect_nothing_of_an_account(home, server):
    """Not its name, host, user or password; the owner has the line, and code 1."""
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Okafor\nEMAIL:ana@example.com\nEND:VCARD\n"
    (home.inbox / "ana.vcf").write_text(card)
    add_account(home, "imap", "umbrageous", host="localhost", port=server.port,
                security="none", user="zuleika@example.org")  # fmt: skip
    secret = "quagmire-of-words"
    night = subprocess.run(
        [sys.executable, "-c", MAIN, "--home", str(home.path), "nightly"],
        env=os.environ | {"CULTIVATE_IMAP_UMBRAGEOUS": secret},
        capture_output=True,
        text=True,
        check=False,
    )
    assert night.returncode == 1
    assert "imap/umbrageous: the server refused the sign-in" in night.stderr
    assert "Report: " in night.stdout
    assert secret not in night.stdout + night.stderr
    kept = [path for path in (home.path / "prefect").rglob("*") if path.is_file()]
    told = b"".join(path.read_bytes() for path in kept)
    assert kept
    assert not [w for w in ("umbrageous", "zuleika", secret) if w.encode() in told]
    everything = [path for path in home.path.rglob("*") if path.is_file()]
    assert not [path for path in everything if secret.encode() in path.read_bytes()]


def make_secure(tmp_path, **times):
    """A server with a certificate of an authority that only ca_file knows."""
    authority = trustme.CA()
    made = {"cert": tmp_path / "cert.pem", "key": tmp_path / "key.pem"}
    issued = authority.issue_cert("127.0.0.1", **times)
    made["cert"].write_bytes(b"".join(p.bytes() for p in issued.cert_chain_pems))
    made["key"].write_bytes(issued.private_key_pem.bytes())
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    return Dovecot(certificate=made), ca_file


@pytest.fixture
def secure(tmp_path):
    server, ca_file = make_secure(tmp_path)
    yield server, ca_file
    server.close()


def test_a_secure_connection_is_the_rule(home, secure, signed_in):
    """By TLS with the owner's own authority, and by STARTTLS."""
    server, ca_file = secure
    server.deliver(range(3))
    add_account(home, "imap", host="127.0.0.1", port=server.tls_port, user=USER,
                ca_file=str(ca_file))  # fmt: skip
    add_account(home, "imap", "club", host="127.0.0.1", port=server.port, user=USER,
                ca_file=str(ca_file), security="starttls",
                password_command=f"echo {PASSWORD}")  # fmt: skip
    tally = night(home, "imap")
    assert (tally.interactions, tally.whys) == (6, ())


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_nobody_knows_is_refused(home, secure, signed_in, security):
    """No password goes to a server that cannot show who it is."""
    server, _ = secure
    port = server.tls_port if security == "tls" else server.port
    account(home, server, port=port, security=security)
    (why,) = night(home, "imap").whys
    assert "certificate cannot be trusted; check the host" in why


@pytest.mark.parametrize(
    ("days", "says"), [((1, 9), "is not valid yet"), ((-9, -1), "has expired")]
)
def test_a_clock_that_is_wrong_is_told(home, tmp_path, signed_in, days, says):
    """A certificate of another time: the owner is sent to this machine's clock."""
    now = datetime.now(UTC)
    first, last = (now + timedelta(days=day) for day in days)
    server, ca_file = make_secure(tmp_path, not_before=first, not_after=last)
    try:
        account(home, server, port=server.tls_port, security="tls",
                ca_file=str(ca_file))  # fmt: skip
        (why,) = night(home, "imap").whys
        assert f"the server's certificate {says}; set this machine's clock" in why
    finally:
        server.close()


def test_a_closed_port_is_no_server(home, signed_in):
    """Offline: the next night tries again, and Prefect may sooner."""
    add_account(home, "imap", host="127.0.0.1", port=free_port(), user=USER)
    tally = night(home, "imap")
    assert tally.out_of_reach
    assert "the next night tries again" in tally.whys[0]
