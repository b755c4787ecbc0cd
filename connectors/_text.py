"""What a text says of a relationship: a question, thanks, an introduction.

Looked for in what its author newly wrote: quotes, forwarded mail and signatures
are set aside first. The words are a few of each of the commonest languages; a
text in none of them still shows its question marks and its number of words.
"""

# ruff: noqa: RUF001 - what people type in their languages
from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LOOKED_AT = 20_000

_STOP_WORDS = {
    "en": "the and you that for this with have are will your was not but from what",
    "de": "und der die das ich nicht ist mit sie für ein eine auch auf wir dass "
    "bei wie",
    "fr": "le les et je vous est pas que pour une dans nous avec sur des bonjour merci",
    "es": "el los que para con una por como está pero más las del hola gracias muy te",
    "pt": "o os que para com uma não você por mais como obrigado mas está olá isso ao",
    "it": "il che di per con una non sono è ciao grazie anche ma della gli come ho",
    "nl": "de het een en ik je niet van voor met zijn dat op hebben bedankt ook wij",
    "pl": "nie na się że jest czy proszę pani pan dla tak ale mam jak dziękuję dzień",
}
_OF_LANGUAGE: dict[str, tuple[str, ...]] = {}
for _language, _words in _STOP_WORDS.items():
    for _word in _words.split():
        _OF_LANGUAGE[_word] = (*_OF_LANGUAGE.get(_word, ()), _language)

_THANKS = re.compile(
    r"\b(?:thank(?:s|\s+you)|thx|cheers for|(?:much|really|so)\s+appreciated|"
    r"i\s+(?:really\s+|so\s+|much\s+)?appreciate|grateful|"
    r"dank(?:e|eschön)?|vielen\s+dank|herzlichen\s+dank|danke?\s+(?:je|u|jewel)|"
    r"bedankt|"
    r"merci|je\s+(?:te|vous)\s+remercie|gracias|(?:te|le|os)\s+agradezco|"
    r"agradecid[oa]s?|"
    r"obrigad[oa]s?|agradeço|grazie|ti\s+ringrazio|la\s+ringrazio|"
    r"dzięk(?:i|uję|ujemy)|спасибо|благодарю|благодарен|благодарна)\b|"
    r"谢谢|感谢|謝謝|ありがとう|感謝|고맙|감사합",
    re.IGNORECASE,
)
# thanks for what has not been given yet, or none
_NO_THANKS = re.compile(
    r"\b(?:thanks|thank\s+you|thx|gracias|merci|danke|vielen\s+dank|grazie|obrigad[oa])"
    r"\s+(?:in\s+advance|por\s+adelantado|de\s+antemano|d['’]avance|par\s+avance|"
    r"im\s+voraus|vorab|in\s+anticipo|antecipadamente)|"
    r"\bno,?\s+thank(?:s|\s+you)\b|\bnein\s+danke\b",
    re.IGNORECASE,
)
# "Thanks, Ana" below a request closes it politely
_THANKS_AS_CLOSE = re.compile(
    r"\n\s*(?:many\s+)?(?:thanks|thank\s+you|danke|merci|gracias|grazie|"
    r"obrigad[oa]|dzięki|"
    r"спасибо)\s*[,.!–-]?\s*(?:\n.{0,60}){0,2}\s*\Z",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:(?:please\s+)?meet\s+(?!(?:you|me|us|up|at|on|in|for|with|there|again|"
    r"next|him|"
    r"her|them|this|the|your|a|an|and|or|tomorrow|today|to|some|before|after|over|"
    r"when)\b)"
    r"(?-i:[A-Z])\w+|"
    r"introduc(?:e|ing)\s+(?:you|the\s+two|both|each)|"
    r"(?:like|wanted|want|pleased|happy)\s+to\s+introduce\s+(?!my)|"
    r"(?:connecting|connect)\s+(?:you\s+(?:two|both|with)|the\s+two)|"
    r"(?:darf|möchte|will)\s+(?:ich\s+)?(?:euch|ihnen|dir|sie)\b.{1,60}\bvorstellen|"
    r"(?:te|os|le|les)\s+presento|(?:te|vous)\s+présente|je\s+(?:te|"
    r"vous)\s+mets\s+en\s+"
    r"(?:contact|relation)|ti\s+presento|vi\s+presento|(?:te|lhe|vos)\s+apresento|"
    r"stel\s+(?:ik\s+)?(?:je|jullie|u)\b.{1,40}\bvoor\b|poznajcie\s+się|przedstawiam\s+"
    r"(?:ci|wam|państwu)|знакомьтесь|хочу\s+(?:вас\s+)?познакомить)",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_EAST_ASIAN_QUESTION = re.compile(
    r"(?:ですか|ますか|でしょうか|吗|嗎|呢)[。\s]|까요[.\s]"
)
# asked of everybody, answered by nobody
_PLEASANTRY = re.compile(
    r"(?i)\b(?:how\s+are\s+you(?:\s+doing)?|how['’]?s\s+(?:it\s+going|life)|"
    r"wie\s+geht['’]?s|wie\s+geht\s+es\s+(?:dir|ihnen|euch)|cómo\s+estás|ça\s+va|"
    r"come\s+stai|como\s+vai|hoe\s+gaat\s+het)\s*\?"
)
_QUESTION = re.compile(r"\w[\"'”’)\s]{0,3}[?？؟]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is kept of a text; the text itself is not."""

    asks_question: bool
    says_thanks: bool
    introduces: bool
    words: int
    language: str


def read_signals(text: str, subject: str = "", others: int = 0) -> Signals:
    """The signals of a text without quotes; `others`: how many it is addressed to.

    An introduction takes two people who both read it.
    """
    looked_at = _URL.sub(" ", text[:MAX_LOOKED_AT])
    words = _WORD.findall(looked_at)
    han = len(_HAN_OR_KANA.findall(looked_at))
    return Signals(
        asks_question=_asks(looked_at),
        says_thanks=_thanks(looked_at),
        introduces=others > 1 and _introduces(looked_at, subject),
        words=len(words) + han // 2,  # two letters make a word there
        language=_language_of(looked_at, words, han),
    )


def _asks(text: str) -> bool:
    text = _PLEASANTRY.sub(" ", text)
    return bool(_QUESTION.search(text) or _EAST_ASIAN_QUESTION.search(text))


def _thanks(text: str) -> bool:
    close = _THANKS_AS_CLOSE.search(text)
    if close and text[: close.start()].strip():
        text = text[: close.start()]
    return bool(_THANKS.search(_NO_THANKS.sub(" ", text)))


def _introduces(text: str, subject: str) -> bool:
    named = re.search(
        r"(?i)^\s*(?:e-?mail\s+)?intro(?:duction|ducing)?\b|<>|<->", subject
    )
    return bool(named or _INTRODUCES.search(text))


def _language_of(text: str, words: list[str], han: int) -> str:
    """A guess; empty when two languages fit as well or none does."""
    if han > len(words):
        return "ja" if _KANA.search(text) else "zh"
    if len(_CYRILLIC.findall(text)) > len(text) // 3:
        return "uk" if _UKRAINIAN.search(text) else "ru"
    hits: dict[str, int] = {}
    for word in words[:300]:
        for language in _OF_LANGUAGE.get(word.lower(), ()):
            hits[language] = hits.get(language, 0) + 1
    ranked = sorted(hits.items(), key=lambda item: -item[1])[:2]
    if not ranked or ranked[0][1] < 2:  # noqa: PLR2004 - one word may be a name
        return ""
    tied = len(ranked) > 1 and ranked[1][1] == ranked[0][1]
    return "" if tied else ranked[0][0]
