"""Address books and calendars on a real server: in step with it, changing nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from connectors._fetched import OBJECTS, read_checkpoint
from flows.warehouse import open_archive
from tests.connectors.live import add_account, night, standing
from tests.connectors.odd_dav import OddDav
from tests.connectors.servers import PASSWORD, Proxy, Radicale, free_port

MAIN = "import sys; from flows.commands import main; sys.exit(main())"


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    made = Radicale(tmp_path_factory.mktemp("radicale"))
    yield made
    made.close()


@pytest.fixture
def server(radicale):
    radicale.renew()
    return radicale


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch):
    monkeypatch.setenv("CULTIVATE_CARDDAV_WORK", PASSWORD)
    monkeypatch.setenv("CULTIVATE_CALDAV_WORK", PASSWORD)


@pytest.fixture
def proxy(server):
    made = Proxy(server.port)
    made.user = server.user
    yield made
    made.close()


@pytest.fixture
def odd(server):
    made = OddDav(server.url)
    made.user = server.user
    yield made
    made.close()


def account(home, source, server, **options):
    url = {"url": f"http://127.0.0.1:{server.port}"}
    add_account(home, source, **(url | {"user": server.user} | options))


def card(uid, name, email="", more=""):
    mail = f"EMAIL:{email}\r\n" if email else ""
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{name};;;;\r\n"
        f"{mail}{more}END:VCARD\r\n"
    )


def event(uid, day, *, title="Rowing", more="", stamp="20260901T080000Z"):
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:{stamp}\r\nDTSTART:{day}T090000Z\r\n"
        f"DTEND:{day}T100000Z\r\nSUMMARY:{title}\r\n"
        "ORGANIZER;CN=Ana Okafor:mailto:ana@example.org\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:robin.vale@example.com\r\n"
        f"{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def objects(home, source="carddav"):
    """The lines fetched so far."""
    file = home.inbox / source / "work" / OBJECTS
    return [json.loads(line) for line in file.read_bytes().splitlines()[1:]]


def cards(home, column="name"):
    return standing(home, "contact_records", column)


def test_address_books_are_found_and_read(home, server):
    """From the bare host: principal, home, every address book; no calendar."""
    server.make("club", "addressbook")
    server.put("friends", "a.vcf", card("a", "Ana Okafor", "ana@example.org"))
    server.put("club", "b.vcf", card("b", "Bo Lindqvist"))
    server.put("work", "e.ics", event("e", "20260901"))
    account(home, "carddav", server)
    tally = night(home, "carddav")
    assert (tally.records, tally.problems, tally.whys) == (2, 0, ())
    assert cards(home) == ["Ana Okafor", "Bo Lindqvist"]


@pytest.mark.parametrize("path", ["", "/", "/OWNER/", "/OWNER/friends/"])
def test_any_address_on_the_way_will_do(home, server, path):
    """The owner may name the host, their own folder, or the address book itself."""
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    account(
        home, "carddav", server, url=server.url + path.replace("OWNER", server.user)
    )
    assert night(home, "carddav").records == 1


def test_changes_and_deletions_are_followed(home, server):
    """Only what changed is fetched; a deleted card counts no more."""
    for uid in "abcde":
        server.put("friends", f"{uid}.vcf", card(uid, f"Person {uid}"))
    account(home, "carddav", server)
    night(home, "carddav")
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    server.put("friends", "f.vcf", card("f", "Person f"))
    server.delete("friends/b.vcf")
    tally = night(home, "carddav")
    assert (tally.problems, tally.whys) == (0, ())
    assert cards(home) == ["Ana Okafor", *(f"Person {uid}" for uid in "cdef")]
    states = sorted(line["state"] for line in objects(home))
    assert states == ["deleted"] + ["live"] * 7
    home.archive.unlink()
    night(home, "carddav")
    assert cards(home) == ["Ana Okafor", *(f"Person {uid}" for uid in "cdef")]


def test_a_card_that_comes_back_counts_again(home, server):
    """Deleted one night, there again another."""
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    account(home, "carddav", server)
    for there in (True, False, True):
        if there:
            server.put("friends", "a.vcf", card("a", "Ana Okafor"))
        else:
            server.delete("friends/a.vcf")
        night(home, "carddav")
        assert cards(home) == (["Ana Okafor"] if there else [])


@pytest.mark.parametrize("source", ["carddav", "caldav"])
def test_nothing_new_is_a_handful_of_requests(home, server, proxy, source):
    """The token says it: no listing, no download, no line more in the file."""
    for number in range(25):
        server.put("friends", f"{number}.vcf", card(f"u{number}", f"P {number}"))
        server.put("work", f"{number}.ics", event(f"u{number}", "20260901"))
    account(home, source, proxy)
    night(home, source)
    before = objects(home, source)
    assert len(before) == 25
    proxy.forget()
    asked = len(server.requests())
    tally = night(home, source)
    assert (tally.records, tally.interactions, tally.unchanged) == (0, 0, 1)
    assert objects(home, source) == before
    assert len(server.requests()) - asked <= 6
    assert "REPORT" not in server.requests()[asked:]
    assert proxy.down < 8_000


def test_a_token_that_grew_old_costs_a_listing(home, server, proxy):
    """Deletions and changes are found by versions; the rest is not fetched again."""
    for number in range(20):
        server.put("friends", f"{number}.vcf", card(f"u{number}", f"P {number:02}"))
    account(home, "carddav", proxy)
    night(home, "carddav")
    server.delete("friends/0.vcf")
    server.put("friends", "1.vcf", card("u1", "Changed"))
    server.forget_tokens()
    tally = night(home, "carddav")
    assert tally.whys == ()
    assert cards(home) == ["Changed", *(f"P {number:02}" for number in range(2, 20))]
    assert len(objects(home)) == 22


def test_an_address_book_that_goes_takes_its_cards_along(home, server):
    """What lay in it is deleted; the other one stays."""
    server.make("club", "addressbook")
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    server.put("club", "b.vcf", card("b", "Bo Lindqvist"))
    account(home, "carddav", server)
    night(home, "carddav")
    server.delete("club/")
    night(home, "carddav")
    assert cards(home) == ["Ana Okafor"]


def test_only_the_collections_named_are_read(home, server):
    """By the name shown, or the last word of the address."""
    server.make("club", "addressbook")
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    server.put("club", "b.vcf", card("b", "Bo Lindqvist"))
    account(home, "carddav", server, collections=["Club"])
    night(home, "carddav")
    assert cards(home) == ["Bo Lindqvist"]


def test_pictures_are_not_kept(home, server):
    """Nobody reads them, and they are most of the bytes."""
    picture = "PHOTO;ENCODING=b;TYPE=JPEG:" + "QUJD" * 500 + "\r\n"
    server.put("friends", "a.vcf", card("a", "Ana Okafor", more=picture))
    account(home, "carddav", server)
    night(home, "carddav")
    (line,) = objects(home)
    assert "QUJD" not in line["raw"]
    assert "Ana Okafor" in line["raw"]


def test_what_cannot_be_read_is_a_problem_and_no_more(home, server):
    """Broken items and a UID that stands twice: told by line, the rest is read."""
    server.put("friends", "a.vcf", card("a", "Ana Okafor", "ana@example.org"))
    server.put("friends", "b.vcf", card("b", "Bo Lindqvist"))
    account(home, "carddav", server)
    night(home, "carddav")
    file = home.inbox / "carddav" / "work" / OBJECTS
    lines = file.read_bytes().splitlines(keepends=True)
    ana = next(line for line in lines if b"/a.vcf" in line)
    doubled = ana.replace(b"/a.vcf", b"/c.vcf").replace(b"Ana O", b"Ada O")
    empty = json.dumps({"href": "/d", "etag": "", "state": "unreadable", "raw": ""})
    none = json.dumps({"href": "/e", "etag": "", "state": "live", "raw": "<html>"})
    torn = b'{"href": "/f", "etag'
    file.write_bytes(
        b"".join([*lines, doubled, f"{empty}\n{none}\n".encode(), torn, b"\n"])
    )
    (home.inbox / "carddav" / "work" / ".cursor.json").unlink()
    tally = night(home, "carddav")
    assert tally.whys == ()
    told = problems(home)
    assert {what for _, what in told} == {
        "another item on the server has the same UID",
        "the server has it but could not give it",
        "what the server gave is no card",
        "the line is torn",
    }
    assert all(place.startswith("line ") for place, _ in told)
    assert "Bo Lindqvist" in cards(home)


def problems(home):
    with open_archive(home) as con:
        told = con.execute("select place, what from raw.problems order by all")
        return told.fetchall()


def test_an_item_that_stands_twice_is_told(home, server):
    """Servers must not have two of a UID, and some do: a problem, and both count."""
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    server.put("friends", "b.vcf", card("b", "Bo Lindqvist"))
    server.copy_on_disk("friends", "a.vcf", "again.vcf")
    account(home, "carddav", server)
    assert night(home, "carddav").whys == ()
    assert cards(home) == ["Ana Okafor", "Bo Lindqvist"]
    ((place, what),) = problems(home)
    assert what == "another item on the server has the same UID"
    line = (home.inbox / "carddav" / "work" / OBJECTS).read_text().splitlines()
    assert ".vcf" in json.loads(line[int(place.removeprefix("line ")) - 1])["href"]


@pytest.mark.parametrize("status", [500, 400, 403])
def test_an_item_the_server_fails_at_spoils_no_other(home, server, odd, status):
    """It is a problem; the rest of its batch and of the book is read."""
    for number in range(30):
        server.put("friends", f"{number}.vcf", card(f"u{number}", f"P {number:02}"))
    odd.faults = [("REPORT", "/7.vcf", status)]
    account(home, "carddav", odd)
    tally = night(home, "carddav")
    assert (tally.records, tally.problems, tally.whys) == (29, 1, ())
    assert problems(home)[0][1] == "the server has it but could not give it"
    odd.asked.clear()
    night(home, "carddav")
    assert "REPORT" not in odd.asked


@pytest.mark.parametrize("status", [500, 503, 403])
def test_a_server_that_fails_at_everything_loses_nothing(home, server, odd, status):
    """It is told, nothing is noted, and all is there when the server is well."""
    for number in range(30):
        server.put("friends", f"{number}.vcf", card(f"u{number}", f"P {number:02}"))
    odd.faults = [("REPORT", "multiget", status)]
    account(home, "carddav", odd)
    tally = night(home, "carddav")
    assert tally.out_of_reach
    assert "the next night tries again" in tally.whys[0]
    odd.faults = []
    assert night(home, "carddav").whys == ()
    assert len(cards(home)) == 30


@pytest.mark.parametrize("path", ["/apps/contacts", "/index.html"])
def test_the_address_of_a_web_page_will_do_too(home, server, odd, path):
    """The server is asked where its address books are, as if only it were named."""
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    odd.faults = [("PROPFIND", path, 405)]
    account(home, "carddav", odd, url=f"http://127.0.0.1:{odd.port}{path}")
    assert night(home, "carddav").records == 1


@pytest.mark.parametrize("source", ["carddav", "caldav"])
def test_nothing_changes_on_the_server(home, server, source):
    """Every file of the server is as before; only PROPFIND and REPORT were sent."""
    server.put("friends", "a.vcf", card("a", "Ana Okafor"))
    server.put("work", "e.ics", event("e", "20260901"))
    before, asked = server.state(), len(server.requests())
    account(home, source, server)
    night(home, source)
    night(home, source)
    assert server.state() == before
    assert set(server.requests()[asked:]) == {"PROPFIND", "REPORT"}


def test_meetings_are_read_moved_and_called_off(home, server):
    """A series, a changed one of it, a moved meeting and a deleted one."""
    weekly = "RRULE:FREQ=WEEKLY;COUNT=4\r\n"
    server.put("work", "w.ics", event("w", "20260901", more=weekly))
    server.put("work", "m.ics", event("m", "20260910"))
    server.put("work", "d.ics", event("d", "20260911"))
    account(home, "caldav", server)
    tally = night(home, "caldav")
    assert (tally.interactions, tally.problems) == (6, 0)
    shorter = "RRULE:FREQ=WEEKLY;COUNT=2\r\n"
    server.put("work", "w.ics", event("w", "20260901", more=shorter))
    server.put("work", "m.ics", event("m", "20260912", title="Rowing again"))
    server.delete("work/d.ics")
    night(home, "caldav")
    assert standing(home) == ["m", "w/20260901T090000Z", "w/20260908T090000Z"]
    assert "Rowing again" in standing(home, column="subject")
    before = standing(home)
    home.archive.unlink()
    night(home, "caldav")
    assert standing(home) == before


def test_a_connection_that_breaks_is_gone_on_with(home, server, proxy):
    """The cards fetched before the cut are not fetched again; each is there once."""
    for number in range(60):
        text = card(f"u{number}", f"P {number}", more=f"NOTE:{'oar ' * 800}\r\n")
        server.put("friends", f"{number}.vcf", text)
    proxy.cut_after[:] = [150_000]
    account(home, "carddav", proxy)
    tally = night(home, "carddav")
    assert (tally.records, tally.whys) == (60, ())
    assert len(objects(home)) == 60
    assert proxy.down < 400_000


def test_a_killed_first_fetch_goes_on_where_it_was(home, server, proxy):
    """Kill -9 between two batches: afterwards each card is there once."""
    for number in range(60):
        server.put("friends", f"{number}.vcf", card(f"u{number}", f"P {number}"))
    account(home, "carddav", proxy)
    proxy.pause = 0.3
    call = subprocess.Popen(
        [sys.executable, "-c", MAIN, "--home", str(home.path), "run"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    folder = home.inbox / "carddav" / "work"
    while not (known := read_checkpoint(folder)) or not known.sizes:
        assert call.poll() is None
        time.sleep(0.01)
    call.send_signal(signal.SIGKILL)
    call.wait()
    proxy.pause = 0
    proxy.forget()
    tally = night(home, "carddav")
    assert (tally.records, tally.whys) == (60, ())
    assert len(objects(home)) == 60
    assert len([line for line in proxy.lines if "<d:href>" in line]) <= 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"url": f"http://127.0.0.1:{free_port()}"}, "does not accept connections"),
        ({"url": "http://dav.example.com"}, "write the url with https://"),
        ({"url": "https://no-such-host.invalid"}, "name cannot be found"),
        ({"url": "dav"}, "name cannot be found"),
        ({"user": "somebody"}, "refused the sign-in"),
        ({"collections": ["Nobody"]}, "named in the settings are not there"),
        ({"ca_file": "/no/such/file"}, "ca_file is no file; name a PEM file there"),
        ({"timeout": 1}, "did not answer in time"),
    ],
)
def test_what_goes_wrong_is_one_line_with_its_cure(home, server, proxy, options, says):
    """The line names the account and what to do."""
    proxy.pause = 3 if "timeout" in options else 0
    account(home, "carddav", proxy, **options)
    tally = night(home, "carddav")
    (why,) = tally.whys
    assert why.startswith("carddav/work: ")
    assert says in why
    assert PASSWORD not in why


def test_a_token_that_is_refused_is_told(home, server):
    """With auth = "bearer" the secret goes as a token; the cure another."""
    account(home, "carddav", server, auth="bearer")
    (why,) = night(home, "carddav").whys
    assert "refused the token: it has ended or was revoked; get a new one" in why
