"""An event read at once says what icalendar says of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import _calendar_event, icalendar
from connectors._calendar_plain import plain_component
from tests.connectors.golden import FIXTURES, READING

MOMENTS = st.sampled_from((
    "DTSTART:20261112T090000Z", "DTSTART;TZID=Europe/Madrid:20261112T090000",
    "DTSTART;VALUE=DATE:20261112", "DTSTART:20261112T090000", "DTSTART:20261312T090000",
    "DTSTART;VALUE=DATE-TIME:20261112T090000Z", "DTSTART;TZID=Nowhere:20261112T090000",
    'DTSTART;TZID="Europe/Madrid":20261112T090000', "DTSTART:2026-11-12T09:00:00Z",
    "DTSTART;TZID=Europe/Madrid:20260329T023000",
))  # fmt: skip
OTHERS = st.lists(
    st.sampled_from((
        "DTEND:20261112T100000Z", "DTEND;TZID=Europe/Madrid:20261112T103000",
        "DURATION:PT1H30M", "DURATION:P1W", "DURATION:-PT5M", "DURATION:P1DT",
        "DURATION:P", "SUMMARY:Lunch\\, with Ana",
        "SUMMARY;LANGUAGE=en:Caf\u00e9\\nat noon", "SUMMARY:", "SUMMARY:a\\\\n b",
        "SUMMARY:Other", "LOCATION:1 Quay\\; Vigo", "LOCATION:\u2028x",
        "CATEGORIES:work,Sea", "CATEGORIES:a\\,b", "STATUS:CANCELLED",
        "STATUS:tentative", "SEQUENCE:2", "SEQUENCE: 2", "SEQUENCE:x",
        "SEQUENCE;X=1:3", "UID:1@example.com", "UID:two  words",
        "DTEND;VALUE=DATE:20261113", 'SUMMARY;ALTREP="a:b":Quoted',
    )),
    max_size=7,
)  # fmt: skip


def told(path, monkeypatch, *, plain):
    with monkeypatch.context() as patched:
        if not plain:
            patched.setattr(_calendar_event, "plain_component", lambda _: None)
        return list(icalendar.extract(path, READING))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=MOMENTS, others=OTHERS)
def test_any_event_says_the_same_both_ways(tmp_path, monkeypatch, start, others):
    """Whatever its lines are, an event is the same with and without icalendar."""
    path = tmp_path / "calendar.ics"
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", start, *others, "END:VEVENT", "")
    path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    assert told(path, monkeypatch, plain=True) == told(path, monkeypatch, plain=False)


@pytest.mark.parametrize(
    "path", sorted((FIXTURES / "icalendar").glob("*.ics")), ids=lambda path: path.name
)
def test_both_ways_give_the_same(path, monkeypatch):
    """Every fixture gives the same meetings, people and problems both ways."""
    assert told(path, monkeypatch, plain=True) == told(path, monkeypatch, plain=False)


@pytest.mark.parametrize("line", ["RRULE:FREQ=DAILY", "RDATE:20261113T090000Z"])
def test_what_repeats_is_the_librarys(line):
    """Rules and dates of repetition are left to icalendar."""
    assert plain_component(["DTSTART:20261112T090000Z"]) is not None
    assert plain_component(["DTSTART:20261112T090000Z", line]) is None
