"""Words are looked for first: no expression may find what its words do not show."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import _mail_new_text as mail
from connectors import _text, _text_words
from connectors._text_language import count_words
from connectors._text_spot import Rule, Rules, Spotter, opening

TABLES = {
    name: table for name, table in vars(_text_words).items() if isinstance(table, Rules)
}
RULES = [
    rule
    for table in TABLES.values()
    for word, rule in table.tried(table.words)
    if word == rule.words[0]
]
WORDS = ("an", "and", "hand", "ñandú", "at", "nd at", "謝", "謝謝")


@settings(max_examples=200)
@given(st.sampled_from([*RULES, _text_words.EAST_ASIAN_QUESTION]), st.data())
def test_an_expression_takes_its_words(rule: Rule, data):
    """Whatever an expression finds holds one of the words it stands beside."""
    text = data.draw(st.from_regex(rule.expression))
    found = re.search(rule.expression, text)
    assert found
    # what looks behind is drawn without what it looks for
    assert any(word in text[: found.end()] for word in rule.words)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (mail._CUT, mail._CUTS),
        (mail._SIGN_OFF, mail._SIGN_OFFS),
    ],
    ids=["cut", "sign-off"],
)
@settings(max_examples=100)
@given(data=st.data())
def test_what_parts_a_mail_takes_its_words(expression, words, data):
    """A cut and a sign-off hold one of the words that are looked for first."""
    text = data.draw(st.from_regex(expression))
    found = re.search(expression, text)
    assert found is None or any(word in found[0] for word in words)


def test_words_are_bare():
    """No word begins or ends with a blank, as a line break may stand there."""
    assert all(word == word.strip() and word == word.lower() for word in _text.WORDS)


@given(st.text(alphabet="andt ñú謝\ud800", max_size=40))
def test_all_words_are_spotted(text):
    """Every word is spotted wherever it stands, beside and inside of others."""
    assert Spotter(WORDS).spot(text) == {word for word in WORDS if word in text}


@given(st.text(alphabet="ab \n", max_size=30), st.integers(0, 3))
def test_near_is_as_good_as_anywhere(text, more):
    """A rule finds near its word what its expression finds in the whole text."""
    text = ("ab " * 150) * more + text
    loose = Rule(("b a",), r"\ba+\sb a\b")
    fixed = opening("ab", r"\sa\b")
    assert Rules(loose).find(text, frozenset(loose.words)) == bool(
        re.search(loose.expression, text)
    )
    assert Rules(fixed).find(text, frozenset(fixed.words)) == bool(
        re.search(r"\bab\sa\b", text)
    )


@given(st.text(alphabet="a \t\n\x1c\u00a0é語", max_size=30))
def test_words_are_counted(text):
    """As many words are counted as Python finds between blanks."""
    letters = text.count("語") // 2
    assert count_words(text) == max(len(text.split()), letters)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Envíame el mapa", True),
        ("Envianos el mapa", True),
        ("please\nsend the map", True),
        ("I'm just wondering whether it came", True),
        ("I wonder", False),
    ],
)
def test_words_broken_by_lines(text, asks):
    """A request is known without accents and over the end of a line, too."""
    assert _text.read_signals(text).asks_question is asks


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("Vielen\nDank im\nVoraus!", False),
        ("Thanks for the map, and thanks in advance for the boat.", True),
        ("No,\nthank you.", False),
        ("Nein danke.", False),
        ("They know, thank you.", True),
        ("I really\nappreciate it", True),
        ("Much appreciated", True),
        ("An appreciated friend", False),
    ],
)
def test_thanks_given_and_not(text, thanks):
    """Thanks in advance and thanks refused are none; others in the text count."""
    assert _text.read_signals(text).says_thanks is thanks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See https://example.org/a/b and www.example.org/c", 2),
        ("See www.https://example.org", 1),
        ("See https://www.example.org here", 2),
    ],
)
def test_links_are_no_words(text, words):
    """A link counts for nothing, however it is written."""
    assert _text.read_signals(text).words == words
