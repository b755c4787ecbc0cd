"""reminders.ics in a real calendar server: imported again and again, never doubled."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from datetime import timedelta

import caldav
import icalendar
import pytest
from report_world import AS_OF
from test_reminders import change, write


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a Radicale of our own."""
    folder, port = tmp_path_factory.mktemp("radicale"), free_port()
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n"
        f"[storage]\nfilesystem_folder = {folder}/store\n"
    )
    words = [sys.executable, "-m", "radicale", "--config", str(config)]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
        process.terminate()


@pytest.fixture
def shelf(server, request):
    """A new calendar on it."""
    client = caldav.DAVClient(server, username="robin", password="")
    return client.principal().make_calendar(name=request.node.name)


def import_into(shelf, file):
    """What a calendar program does with a file: each event under its own UID."""
    found = icalendar.Calendar.from_ical(file.read_bytes())
    for event in found.walk("VEVENT"):
        single = icalendar.Calendar()
        single.add("prodid", "-//a calendar program//EN")
        single.add("version", "2.0")
        single.add_component(event)
        put = shelf.client.put(
            str(shelf.url.join(f"{event['uid']}.ics")),
            single.to_ical(),
            {"Content-Type": "text/calendar; charset=utf-8"},
        )
        assert put.status in {201, 204}


def held(shelf):
    """(status, sequence) of each event the server holds, by UID."""
    events = [one.icalendar_component for one in shelf.events()]
    assert len({str(event["uid"]) for event in events}) == len(events)
    return {str(e["uid"]): (str(e["status"]), int(e["sequence"])) for e in events}


def test_imported_twice_nothing_doubles(shelf, home, database):
    """The server takes every event, and has as many after the second time."""
    file = write(home, database) / "reminders.ics"
    import_into(shelf, file)
    once = held(shelf)
    import_into(shelf, file)
    assert held(shelf) == once
    assert list(once.values()) == [("CONFIRMED", 0)] * 10


def test_the_next_nights_change_what_is_there(shelf, home, database):
    """A changed event is changed and a done one cancelled where they stand."""
    import_into(shelf, write(home, database) / "reminders.ics")
    first = held(shelf)
    change(
        database,
        "update relationships_to_cultivate set reasons = ['news'] where rank = 4",
        "delete from relationships_to_cultivate where person_id = 'p01'",
    )
    next_night = write(home, database, AS_OF + timedelta(days=1))
    import_into(shelf, next_night / "reminders.ics")
    second = held(shelf)
    assert first.keys() <= second.keys()
    changed = sorted(second[uid] for uid in first if second[uid] != first[uid])
    assert changed == [("CANCELLED", 1), ("CONFIRMED", 1)]


def test_hostile_names_are_taken_too(shelf, hostile):
    """The server takes the events of names full of markup and endless words."""
    import_into(shelf, hostile.parent / "reminders.ics")
    assert len(held(shelf)) == 10
