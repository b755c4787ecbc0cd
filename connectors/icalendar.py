"""Calendars and invitations as .ics files (iCalendar).

Export: Google Calendar: Settings, Import & export, Export (or Google Takeout,
Calendar); Outlook: File, Save Calendar; Apple Calendar: File, Export; any
invitation saved as .ics.

Spec: https://www.rfc-editor.org/rfc/rfc5545 (iCalendar),
https://www.rfc-editor.org/rfc/rfc5546 (METHOD and answers),
https://www.rfc-editor.org/rfc/rfc7986 (CONFERENCE).

Rotten: vCalendar 1.0 of old phones under the same ending; time zones by Windows'
names, by a vendor's path or by rules cropped to one year; times without a zone;
UIDs used for several meetings; rules that repeat every second; organisers without
an address; links to meet online in any of six fields. Each event is read on its
own, so a broken one costs one event.

A meeting is an interaction: both sides, with the organiser and everybody invited.
Birthdays and anniversaries are days of somebody and no meetings. Repeating meetings
are given one by one within a window that depends on the file alone
(`_calendar_series`). Tasks (VTODO), notes (VJOURNAL), busy times
(VFREEBUSY), alarms and somebody's answers (METHOD REPLY, REFRESH, COUNTER,
DECLINECOUNTER) are no meetings and are passed over; descriptions are looked at for
a conference link and not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import Extracted, Reading

extractor_version = 2
whole_state = False  # an invitation is a file too: one file says nothing of others

ENDINGS = {".ics", ".ical", ".icalendar", ".ifb"}
HEAD = 4096


def identify(path: Path) -> bool:
    """Whether the file begins as a calendar; by its ending a little later will do."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        return False
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
    if path.suffix.lower() in ENDINGS:
        return b"BEGIN:VCALENDAR" in text or b"BEGIN:VEVENT" in text
    return text.startswith(b"BEGIN:VCALENDAR")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """Meetings in the file's order, then one contact record an address.

    Raises SourceError when the file cannot be opened or holds no calendar.
    """
    from ._calendar_file import open_calendar
    from ._calendar_meeting import read_calendar

    with open_calendar(path) as stream:
        yield from read_calendar(stream, reading)
