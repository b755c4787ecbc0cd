"""What chats and mails say in eleven languages."""

# what people type
from __future__ import annotations

import pytest

from connectors._text import read_signals

# a question, a pleasantry, thanks, thanks as chats write them, an introduction
SAID = {
    "en": ("Will you come?", "How are you?", "Thank you!", "thx a lot",
           "I wanted to introduce you two"),
    "de": ("Kommst du mit?", "Na, wie geht's?", "Vielen Dank!", "danke dir",
           "Ich stelle euch kurz Kofi vor"),
    "fr": ("Tu viens ?", "Comment ça va ?", "Merci beaucoup", "merci !!",
           "Je voulais te présenter Kofi"),
    "es": ("¿Vienes mañana?", "¿Qué tal?", "Muchas gracias", "gracias!!",
           "Quería presentarte a Kofi"),
    "pt": ("Vens amanhã?", "Tudo bem?", "Muito obrigada", "brigado, vlw",
           "Queria te apresentar o Kofi"),
    "it": ("Vieni domani?", "Come va?", "Grazie mille", "grazie!!",
           "Vorrei presentarti il mio amico"),
    "nl": ("Kom je morgen?", "Hoe gaat het?", "Hartelijk bedankt", "dankjewel",
           "Ik stel je even aan Kofi voor"),
    "pl": ("Przyjdziesz jutro?", "Co słychać?", "Dziękuję bardzo", "dzieki!",
           "Poznajcie się: Kofi i Robin"),
    "ru": ("Ты придёшь завтра?", "Как дела?", "Большое спасибо", "спс",
           "Знакомьтесь, это Кофи"),
    "zh": ("你明天来吗", "你好吗？", "非常感谢", "谢啦", "我来给你们介绍一下"),
    "ja": ("明日来ますか", "お元気ですか", "どうもありがとうございます", "ありがと",
           "山田さんをご紹介します"),
}  # fmt: skip
every_language = pytest.mark.parametrize("language", SAID)


@every_language
def test_a_question_is_known(language):
    """A question is one in every language, a greeting that asks none."""
    question, pleasantry, thanks, *_ = SAID[language]
    assert read_signals(question).asks_question
    assert not read_signals(pleasantry).asks_question
    assert not read_signals(thanks).asks_question


@every_language
def test_thanks_are_known(language):
    """Thanks are known as letters write them and as chats do."""
    question, pleasantry, thanks, short, _ = SAID[language]
    assert read_signals(thanks).says_thanks
    assert read_signals(short).says_thanks
    assert not read_signals(question).says_thanks
    assert not read_signals(pleasantry).says_thanks


@every_language
def test_introductions_are_known(language):
    """An introduction is one where two read it, and only there."""
    *others, introduction = SAID[language]
    assert read_signals(introduction, others=2).introduces
    assert not read_signals(introduction, others=1).introduces
    assert not any(read_signals(one, others=2).introduces for one in others)


@pytest.mark.parametrize(
    ("text", "want"),
    [("请告诉我时间", True), ("時間を教えてください", True), ("自己紹介します", False),
     ("我们吗啡用完了", False)],
)  # fmt: skip
def test_requests_without_a_mark(text, want):
    """What asks for an answer is a question without its mark, too."""
    assert read_signals(text).asks_question is want
    assert not read_signals(text, others=2).introduces
