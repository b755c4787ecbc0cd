"""Words to begin with keep to the etiquette, in every language."""

from __future__ import annotations

import re
from datetime import date, datetime
from string import Formatter
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.report import drafts, words

LANGUAGES = ("en", "de", "fr", "es")
ASKING = {"ask_advice", "ask_introduction", "say_hello", "call_or_meet", "update"}
FACTS = {"given", "owner", "when", "met", "subject", "interest"} | {
    "introduced", "introducer", "target", "long_ago",
}  # fmt: skip
# a letter that begins a talk asks for none of it, in any of its languages
WORK = re.compile(
    r"\b(?:jobs?|vacanc(?:y|ies)|position|opening|hir(?:e|ing)|employ\w*|salary|cv|"
    r"resume|referral|stelle|stellen|arbeit(?:splatz|sstelle)?|anstellung|gehalt|"
    r"lebenslauf|emploi|poste|embauche\w*|salaire|travail|empleo|trabajo|puesto|"
    r"vacante|contrat\w+|sueldo)\b",
    re.IGNORECASE,
)
PRESSURE = re.compile(
    r"\b(?:asap|urgent\w*|must|immediately|deadline|dringend|sofort|unbedingt|"
    r"immédiatement|au plus vite|cuanto antes|inmediatamente)\b|!",
    re.IGNORECASE,
)
LETTERS = [
    (language, purpose)
    for language in LANGUAGES
    for purpose, letter in drafts.letters()[language].items()
    if isinstance(letter, dict)
]
TODAY = date(2026, 11, 22)
ROW = {
    "opening": "ask_introduction",
    "language": "en",
    "given_name": "Ana",
    "last_contact": datetime(2026, 10, 3, 9),  # noqa: DTZ001 - only the month shows
    "met_at": None,
    "subject": "Re: Fwd: Reading list",
    "interests": ["rowing"],
    "introduced": None,
    "introducer": None,
    "target": "Núria Font",
}


def test_every_language_has_a_letter_for_every_action():
    """Whatever is proposed, and birthdays and news, can be begun in each language."""
    for language in LANGUAGES:
        held = {purpose for of, purpose in LETTERS if of == language}
        assert held == {*words.ACTIONS, "birthday", "update"}


@pytest.mark.parametrize(("language", "purpose"), LETTERS)
def test_a_letter_keeps_to_the_etiquette(language, purpose):
    """It says what it is for, presses nobody, and asks nobody for work."""
    letter = drafts.letters()[language][purpose]
    whole = " ".join([letter["subject"], *letter["facts"], letter["asks"]])
    whole += " " + letter.get("easy", "")
    assert not WORK.search(whole)
    assert not PRESSURE.search(whole)
    assert len(letter["asks"].split()) >= 3
    assert len(whole.split()) <= 90
    named = {name for _, name, _, _ in Formatter().parse(whole) if name}
    assert named <= FACTS


@pytest.mark.parametrize(
    ("language", "purpose"), [each for each in LETTERS if each[1] in ASKING]
)
def test_what_asks_for_something_is_easy_to_decline(language, purpose):
    """Every letter that asks for time or a favour says that a no is welcome."""
    assert len(drafts.letters()[language][purpose]["easy"].split()) >= 3


def test_a_letter_is_made_of_the_facts_at_hand():
    """Who, when, about what and to whom stand in it; the subject has no Re:."""
    letter = drafts.draft(ROW, "Robin Example", TODAY)
    assert letter
    assert letter.subject == "A question about Núria Font"
    assert letter.text.startswith("Dear Ana,\n\nWe last talked in October, about")
    assert '"Reading list"' in letter.text
    assert letter.text.endswith("Best wishes,\nRobin Example")


def test_what_is_not_known_is_left_out():
    """No line stands with a hole in it, and an unknown language is English."""
    bare = dict.fromkeys(ROW) | {"opening": "ask_advice", "language": "fi"}
    letter = drafts.draft(bare, "", TODAY)
    assert letter
    assert letter.text.startswith("Hello,\n\nI am thinking")
    assert "None" not in letter.text + letter.subject
    assert "{" not in letter.text + letter.subject
    assert drafts.draft(bare | {"opening": "none"}, "", TODAY) is None


@pytest.mark.parametrize(("day", "said"), [(20, False), (1, True)])
def test_a_few_weeks_are_no_long_while(day, said):
    """Whoever was seen last month is not told that it has been a while."""
    last = datetime(2026, 10, day, 9)  # noqa: DTZ001 - only the month shows
    row = ROW | {"opening": "say_hello", "last_contact": last}
    letter = drafts.draft(row, "Robin", TODAY)
    assert letter
    assert ("It has been a while" in letter.text) is said


def test_a_month_of_another_year_is_written_as_the_language_does():
    """Spanish puts a word between the month and its year."""
    last = datetime(2025, 12, 3, 9)  # noqa: DTZ001 - only the month shows
    row = ROW | {"opening": "call_or_meet", "language": "es", "last_contact": last}
    letter = drafts.draft(row, "Robin", TODAY)
    assert letter
    assert "en diciembre de 2025, sobre" in letter.text


def test_a_hostile_subject_stays_one_line_of_the_letter():
    """What a source wrote neither breaks the letter nor adds a field to the link."""
    row = ROW | {"subject": "x\r\nBcc: eve@example.net&body=1{given}", "target": "T"}
    letter = drafts.draft(row, "Robin", TODAY)
    link = urlsplit(drafts.mailto("ana@example.com", letter))
    assert link.path == "ana@example.com"
    assert set(parse_qs(link.query)) == {"subject", "body"}
    assert "\nBcc" not in parse_qs(link.query)["body"][0]
