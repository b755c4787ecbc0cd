"""What is new in a message, and what it says of a relationship."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._mail_body import html_text
from connectors._mail_new_text import new_text
from connectors._text import read_signals

QUOTE = "> Would you come?\n> Thank you\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 4 Sep 2023 at 10:00, Ana <ana@example.org> wrote:\n",
        "On Mon, Sep 4, 2023 at 10:00 AM Ana Okafor\n<ana@example.org> wrote:\n\n",
        "Am Montag, 4. September 2023 schrieb Ana:\n",
        "Am 04.09.23 um 10:00 schrieb Ana:\n",
        "Le lun. 4 sept. 2023 à 10:00, Ana a écrit :\n",
        "El lun, 4 sept 2023 a las 10:00, Ana (<ana@example.org>) escribió:\n\n",
        "Em seg., 4 de set. de 2023 às 10:00, Ana escreveu:\n",
        "Il giorno lun 4 set 2023 alle ore 10:00 Ana ha scritto:\n",
        "Op ma 4 sep 2023 om 10:00 schreef Ana:\n",
        "pon., 4 wrz 2023 o 10:00 Ana napisał(a):\n",
        "пн, 4 сент. 2023 г. в 10:00, Ana <ana@example.org>:\n",
        "Ana Okafor writes:\n",
        "",
    ],
)
def test_quotes_are_set_aside(attribution):
    """Quoted lines and what introduces them are not new, in whatever language."""
    assert new_text(f"Yes, gladly.\n\n{attribution}{QUOTE}") == "Yes, gladly."


@pytest.mark.parametrize(
    "above",
    [
        "-----Original Message-----\n",
        "-----Ursprüngliche Nachricht-----\n",
        "---------- Forwarded message ---------\n",
        "Begin forwarded message:\n\n",
        "From: Ana Okafor\nSent: Monday\nTo: Robin Vale\n\n",
        "*From:* Ana Okafor\n*Date:* Monday\n*To:* Robin Vale\n\n",
        "Von: Ana Okafor\nGesendet: Montag\nAn: Robin Vale\n\n",
        "De : Ana Okafor\nEnvoyé : lundi\nÀ : Robin Vale\n\n",
        "________________________________\nFrom: Ana Okafor\n",
        "On Mon, 4 Sep 2023 at 10:00, Ana <ana@example.org> wrote:\n\n",
        "Am 04.09.23 um 10:00 schrieb Ana:\n\n",
        "-- \n",
        "--\n",
        "Sent from my telephone\n",
        "Best regards,\n",
        "Viele Grüße\n",
        "Un abrazo,\n",
        "С уважением,\n",
    ],
)
def test_what_follows_is_old(above):
    """Below a forwarded header, a signature mark or a sign-off nothing is new."""
    text = f"Yes, gladly.\n\n{above}Would you come?\nThank you"
    assert new_text(text) == "Yes, gladly."
    assert new_text(text.replace("\n", "\r\n").replace("\r\n", "\n")) == "Yes, gladly."


def test_answers_between_quotes_are_new():
    """Lines between quoted lines are new, those of the quotes are not."""
    text = f"On Monday Ana wrote:\n{QUOTE}I would.\n\n{QUOTE}You are welcome.\n"
    assert new_text(text) == "I would.\nYou are welcome."


@pytest.mark.parametrize(
    "text",
    [
        "From the sea I wrote to you twice.",
        "On Monday I wrote a letter.\nOn Tuesday it came.",
        "Best of all: nobody was late.",
        "From: the heart.\nIt is a song.",
        ">From the sea, escaped by the mailbox.",
    ],
)
def test_plain_text_is_new(text):
    """A text that only looks like a quote's beginning is kept whole."""
    assert new_text(text) == text.removeprefix(">")


def test_a_long_text_below_a_greeting_is_kept():
    """A greeting in the middle of a long text signs nothing off."""
    text = "Hello.\nCheers,\n" + "and then we went on along the river\n" * 40
    assert new_text(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Will you come?", True),
        ('Did he say "yes"?', True),
        ("Venez-vous ?", True),
        ("来週は空いていますか。", True),
        ("你来吗？", True),
        ("How are you? All is well here.", False),
        ("Wie geht's? Hier ist alles gut.", False),
        ("It is at https://example.org/?q=1 now.", False),
        ("What ?!?", True),
        ("???", False),
        ("I will come.", False),
    ],
)
def test_questions(text, asks):
    """A question is one put to the reader, not a mark in a link or a greeting."""
    assert read_signals(text).asks_question is asks


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("Thank you for the map.", True),
        ("Thanks!", True),
        ("Thanks,\nAna", True),
        ("I really appreciate it.", True),
        ("Vielen Dank für die Karte.", True),
        ("Merci beaucoup.", True),
        ("Muchas gracias por venir.", True),
        ("Muito obrigada!", True),
        ("Grazie mille.", True),
        ("Bedankt voor de kaart.", True),
        ("Dziękuję za mapę.", True),
        ("Спасибо за карту.", True),
        ("谢谢你的地图。", True),
        ("ありがとうございます。", True),
        ("Send me the map.\n\nThanks,\nAna", False),
        ("Send me the map. Thanks in advance!", False),
        ("Merci d'avance.", False),
        ("No thanks, I have one.", False),
        ("They gave a thankless answer.", False),
    ],
)
def test_thanks(text, thanks):
    """Thanks are for something given; a polite close and a refusal are none."""
    assert read_signals(text).says_thanks is thanks


@pytest.mark.parametrize(
    ("text", "subject", "introduces"),
    [
        ("Robin, meet Kofi. Kofi, meet Robin.", "", True),
        ("I'd like to introduce you two.", "", True),
        ("Let me introduce you to Kofi.", "", True),
        ("Connecting you two.", "", True),
        ("Over to you.", "Intro: Robin <> Kofi", True),
        ("Te presento a Kofi.", "", True),
        ("Darf ich euch Kofi vorstellen", "", True),
        ("Знакомьтесь, это Кофи.", "", True),
        ("Shall we meet Monday?", "", False),
        ("Let me introduce myself.", "", False),
        ("I'd like to introduce myself.", "", False),
        ("We meet at noon.", "", False),
        ("I will connect you tomorrow", "Introverts at work", False),
    ],
)
def test_introductions(text, subject, introduces):
    """An introduction names one reader to another, and both read it."""
    assert read_signals(text, subject, others=2).introduces is introduces
    assert read_signals(text, subject, others=1).introduces is False


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have the map that you wanted, and the boat is ready.", "en"),
        ("Ich habe die Karte, und das Boot ist nicht mehr hier.", "de"),
        ("Je vous donne la carte, mais le bateau est pas avec nous.", "fr"),
        ("Tengo el mapa para los dos, pero está con una amiga.", "es"),
        ("Não tenho o mapa, mas você está com uma cópia.", "pt"),
        ("Ho la mappa, ma la barca non è con gli altri.", "it"),
        ("Ik heb de kaart, maar het is niet voor ons.", "nl"),
        ("Mam mapę, ale nie wiem, czy jest dla nas.", "pl"),
        ("У меня есть карта.", "ru"),
        ("У мене є карта, її дала Ана.", "uk"),
        ("地図があります。", "ja"),
        ("我有地图给你们。", "zh"),
        ("Ok.", ""),
        ("", ""),
    ],
)
def test_languages(text, language):
    """A few words tell a language; too few tell none."""
    assert read_signals(text).language == language


def test_words():
    """Words are counted; two letters make one where none are spaced."""
    assert read_signals("One two, three.").words == 3
    assert read_signals("我有地图给你们").words == 3
    assert read_signals("").words == 0


@given(st.text(max_size=2000))
def test_any_text(text):
    """Any text gives signals, and what is new is no longer than the text."""
    new = new_text(text)
    assert len(new) <= len(text)
    assert read_signals(new, text[:50], 3).words >= 0
    html_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\n> b\n" * 40_000, "On x\n" * 50_000, ">" * 200_000, "\n" * 200_000,
        "from: a\nsent: b\n" * 15_000, "thanks " * 40_000, "?" * 200_000,
        "meet " * 50_000, "-" * 200_000, "a" * 250_000, "On " + "wrote " * 40_000,
        "<blockquote <div " * 15_000, "<" * 200_000, "<script>" * 30_000,
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_hostile_texts(text):
    """The largest text of any shape is read within two seconds."""
    started = time.process_time()
    read_signals(new_text(text), "intro", 2)
    new_text(html_text(text))
    assert time.process_time() - started < 2


def test_html():
    """Of HTML the reader's text is left: no style, no tags, no quoted mail."""
    page = (
        "<html><head><title>t</title><style>p {}</style></head><body>"
        "<p>Will you&nbsp;come &amp; stay?</p><p>Ana</p>"
        "<blockquote>Thank you</blockquote></body></html>"
    )
    lines = [line.strip() for line in html_text(page).split("\n") if line.strip()]
    assert lines == ["Will you\u00a0come & stay?", "Ana"]
