from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import report
from flows.report import words

AMOUNTS = st.lists(
    st.floats(min_value=0, max_value=100, allow_nan=False), min_size=1, max_size=8
)


@given(AMOUNTS)
def test_shown_parts_add_up_to_the_shown_total(parts):
    """Rounded parts always add up to the rounded sum, each within a tenth."""
    total = sum(parts)
    shown = words.shown_parts(parts, total)
    added = sum(words.tenths(float(text)) for text in shown)
    assert added == words.tenths(total)
    assert all(
        abs(float(s) - p) < 0.1 + 1e-9 for s, p in zip(shown, parts, strict=True)
    )


def test_largest_remainder_gets_the_missing_tenth():
    """Three equal thirds of ten show as 3.4 + 3.3 + 3.3."""
    assert words.shown_parts([10 / 3] * 3, 10) == ["3.4", "3.3", "3.3"]


def test_every_action_reads_as_a_gentle_sentence():
    """Each action has words, names the person and never asks for a job."""
    for key in words.ACTIONS:
        said = words.action({"action": key, "name": "Ana Okafor", "given_name": "Ana"})
        assert "Ana" in said
        assert "job" not in said.lower()


def test_no_template_asks_for_a_job():
    """No word shown puts a job beside asking; advice is what one asks for."""
    here = Path(inspect.getfile(report)).parent
    for file in (
        *here.glob("templates/*.j2"),
        *here.glob("*.py"),
        *here.glob("script/*.js"),
        here / "drafts.toml",
    ):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"ask[^.\n]{0,40}\bjob\b", text, re.IGNORECASE), file


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ana Okafor", "A. O."),
        ("José Álvarez Núñez Prieto", "J. A. N."),
        ("李 伟", "L. W."),
        ("Ирина", "I."),
        ("", ""),
        (None, ""),
        ("***", ""),
    ],
)
def test_initials_are_no_name(name, told):
    """Initials are Latin letters: the one sign of a name is not shown."""
    assert words.initials(name) == told


def test_headline_counts_actions_and_gathers_the_rest():
    """Equal actions are counted together; beyond the most they are only counted."""
    said = words.headline(["reply", "say_hello", "reply", "send_thanks"], most=2)
    assert said == "answer two, greet one and think of one more"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("ana@example.com", "mailto:ana@example.com"),
        ("ana+x@example.com", "mailto:ana%2Bx@example.com"),
        ("javascript:alert(1)", ""),
        ("a@example.com?bcc=b@example.com", ""),
        ("a?subject=x@example.com", "mailto:a%3Fsubject%3Dx@example.com"),
        ('"><b>@example.com', ""),
        ("", ""),
        (None, ""),
    ],
)
def test_mailto_lets_only_addresses_through(address, link):
    """A mailto: link holds one address and nothing that could be a header."""
    assert words.mailto(address) == link


def test_tel_lets_only_numbers_through():
    """A tel: link holds an international number and nothing else."""
    assert words.tel("+15550100001") == "tel:+15550100001"
    assert words.tel("~5550100") == ""
    assert words.tel("+1555;ext=<b>") == ""


def test_days_are_counted_in_the_owners_zone():
    """An evening contact is yesterday next morning, whatever UTC says."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Pacific/Auckland")
    as_of = datetime(2026, 11, 22, 7, tzinfo=UTC).astimezone(zone)
    last = datetime(2026, 11, 21, 10, 30, tzinfo=UTC).astimezone(zone)
    assert words.days_ago(last, as_of) == "yesterday"


def test_wide_characters_take_two_columns():
    """A Chinese name takes two columns a character and is cut on that measure."""
    assert words.columns("李伟") == 4
    assert words.fit("李伟李伟", 5) == "李伟…"
    assert words.columns(words.fit("李伟李伟", 6)) == 6


def test_tame_text_turns_no_direction():
    """Direction overrides and controls are dropped; joiners of scripts stay."""
    assert words.tame("a\u202eb\u2066c\x00d") == "abcd"
    assert words.tame("می\u200cخواهم") == "می\u200cخواهم"
