"""What a text says of a relationship: a question, thanks, an introduction.

Give it what its author newly wrote, without quotes and signature. The words are
a few of each of the commonest languages; a text in none of them still shows its
question marks and its number of words.
"""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

import re
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from stringzilla import count, find

MAX_LOOKED_AT = 20_000
_GUESSED_FROM = 500  # letters are enough to tell a language
_CLEAR_FROM, _CLEAR = 30, 4  # words are, when so many more are of one

_STOP_WORDS = {
    "en": "the and you that for this with have are will your was not but from what",
    "de": "und der die das ich nicht ist mit sie für ein eine auch auf wir dass bei",
    "fr": "le les et je vous est pas que pour une dans nous avec sur des bonjour",
    "es": "el los que para con una por como está pero más las del hola gracias muy",
    "pt": "os que para com uma não você por mais como obrigado mas está olá isso ao",
    "it": "il che di per con una non sono è ciao grazie anche ma della gli come ho",
    "nl": "de het een en ik je niet van voor met zijn dat op hebben bedankt ook wij",
    "pl": "nie na się że jest czy proszę pani pan dla tak ale mam jak dziękuję dzień",
}
# each language by one letter, and each word by those of the languages it is in
_LETTERS = dict(zip(_STOP_WORDS, "abcdefgh", strict=True))
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}
_LETTERS_OF: dict[str, str] = {}
for _language, _words in _STOP_WORDS.items():
    for _word in _words.split():
        _LETTERS_OF[_word] = _LETTERS_OF.get(_word, "") + _LETTERS[_language]

# looked for first: finding a word is quicker than matching an expression
_THANKS_STEMS = (
    "thank", "thx", "cheers for", "appreciate", "grateful", "dank", "merci",
    "gracias", "agrade", "grazi", "dzięk", "спасибо",
    "благодар", "谢", "謝", "ありがと", "サンキュー", "고맙", "감사합", "thanx", "tnx",
    "brigad", "valeu", "vlw", "obg", "dziek", "спс", "спасиб", "mersi",
)  # fmt: skip
_INTRODUCES_STEMS = (
    "introduc", "connect", "vorstellen", "presento", "présente", "mets en",
    "stel ", "poznajcie", "przedstawiam", "познаком", "знакомьтесь",
    "介绍", "介紹", "紹介", "stelle ", "presentar",
)  # fmt: skip
# all of these meet text in lower case
_THANKS = re.compile(
    r"\b(?:thank(?:s|\s+you)|thx|cheers for|(?:much|really|so)\s+appreciated|"
    r"i\s+(?:really\s+|so\s+|much\s+)?appreciate|grateful|"
    r"dank(?:e|eschön)?|bedankt|merci|remercie|gracias|agradezco|agradecid[oa]s?|"
    r"obrigad[oa]s?|agradeço|grazie|ringrazio|dzięk(?:i|uję|ujemy)|"
    r"спасибо|спасибки|спс|благодарю|благодар(?:ен|на)|"
    r"thanx|tnx|mersi|brigad[oa]|obg|valeu|vlw|dankjewel|dzięks|dzieki|dziekuje)\b|"
    r"谢谢|感谢|多谢|谢啦|谢了|謝謝|感謝|多謝|ありがと|サンキュー|고맙|감사합"
)
# thanks for what has not been given yet, or none
_NO_THANKS = re.compile(
    r"\b(?:thanks|thank\s+you|thx|gracias|merci|danke|vielen\s+dank|grazie|obrigad[oa])"
    r"\s+(?:in\s+advance|por\s+adelantado|de\s+antemano|d['’]avance|par\s+avance|"
    r"im\s+voraus|vorab|in\s+anticipo|antecipadamente)|"
    r"\bno,?\s+thank(?:s|\s+you)\b|\bnein\s+danke\b"
)
# without the one or the other it finds nothing
_NO_THANKS_STEMS = (
    "advance", "adelantado", "antemano", "avance", "voraus", "vorab", "anticipo",
    "antecipadamente", "nein",
)  # fmt: skip
_NO_THANK = re.compile(r"no,?\s+thank")
# "Thanks, Ana" below a request closes it politely
_THANKS_AS_CLOSE = re.compile(
    r"\n[ \t]*(?:many\s+)?(?:thanks|thank\s+you|danke|merci|gracias|grazie|"
    r"obrigad[oa]|dzięki|спасибо)[ \t]*[,.!–-]?[ \t]*(?:\n[^\n]{0,60}){0,3}\Z"
)
# written with its capitals: after "meet", a name is one. It begins with letters
# that are the same in each spelling, since an expression with a fixed beginning
# is looked for many times as quickly
_MEET = re.compile(
    r"eet\s+(?!(?:Me|You|Us|I|Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?\b|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Google|Zoom|Teams)\b)[A-ZÀ-ÞΑ-ΩА-Я]\w+"
)
_INTRODUCES = re.compile(
    r"\bintroduc(?:e|ing)\s+(?:you|the\s+two|both|each)|"
    r"\b(?:like|wanted|want|pleased|happy)\s+to\s+introduce\s+(?!my)|"
    r"\bconnect(?:ing)?\s+(?:you\s+(?:two|both|with)|the\s+two)|"
    r"\b(?:darf|möchte|will)\s+(?:ich\s+)?(?:euch|ihnen|dir|sie)\b.{1,60}\bvorstellen|"
    r"\b(?:te|os|le|les)\s+presento|\b(?:te|vous)\s+présente|"
    r"\bmets\s+en\s+(?:contact|relation)|\b[tv]i\s+presento|"
    r"\b(?:te|lhe|vos)\s+apresento|\bstel\s+(?:ik\s+)?(?:je|jullie|u)\b.{1,40}\bvoor\b|"
    r"\bpoznajcie\s+się|\bprzedstawiam\s+(?:ci|wam|państwu)|"
    r"знакомьтесь|хочу\s+(?:вас\s+)?познакомить|"
    r"\bstelle\s+(?:euch|dir|ihnen)\b.{1,60}\bvor\b|"
    r"\b(?:te|vous)\s+présenter\b|\bpresentar(?:te|os|les|ti|vi)\s+(?:a\b|il|la|un)|"
    r"\b(?:te|lhe|vos)\s+apresentar\b|"
    r"(?:给|向|跟|為|为)(?:你|您|大家)们?.{0,6}介[绍紹]|介[绍紹]你们?(?:俩|两|认识)|"
    r"(?<!自己)ご?紹介(?:します|いたします|させて|するね)"
)
_INTRODUCES_BY_SUBJECT = re.compile(
    r"\s*(?:e-?mail\s+)?intro(?:duction|ducing)?\b|[^\n]{0,200}<-?>"
)
_M = ("m", "M")
_URL = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_EAST_ASIAN_QUESTION = re.compile(
    r"(?:ですか|ますか|ませんか|でしょうか|吗|嗎|呢)(?:[。\s]|\Z)|까요(?:[.\s]|\Z)|"
    r"(?:请|請)?告[诉訴]我|教えて(?:ください|下さい|もらえ|くれ)|お知らせください"
)
# asked of everybody, answered by nobody
_PLEASANTRY = re.compile(
    r"\b(?:how\s+are\s+you(?:\s+doing)?|how['’]?s\s+(?:it\s+going|life)|"
    r"wie\s+geht['’]?s|wie\s+geht\s+es\s+(?:dir|ihnen|euch)|cómo\s+estás|ça\s+va|"
    r"come\s+(?:stai|sta|va)|como\s+(?:vai|está|estás|vão)|tudo\s+bem|"
    r"hoe\s+gaat\s+het(?:\s+met\s+(?:je|jou|u))?|alles\s+(?:gut|goed|klar)|"
    r"qué\s+tal|cómo\s+(?:está|va|andas)|comment\s+(?:ça\s+va|vas-tu|allez-vous)|"
    r"what['’]?s\s+up|jak\s+się\s+masz|co\s+(?:tam|słychać)|как\s+(?:дела|ты|жизнь))"
    r"\s*\Z|(?:お?元気ですか|你好吗|你好嗎|最近怎么样|最近好吗)\s*\Z"
)
# asks for an answer without a question mark
_REQUEST_STEMS = (
    "let me know", "wondering", " to hear", "tell me", "bescheid", "teile", "-moi",
    "de me ", "dime", "dígame", "avísa", "avíse", "sapere", "-me", "me diga",
    "me weten", "znać", "дай знать", "дайте знать", "сообщите", "подскажите",
    "please ", "schick", "íame", "íeme", "ándame", "ásame", "andami", "viami",
    "m'envoyer", "m’envoyer", "stuur ", "ślij", "пришли",
)  # fmt: skip
_REQUEST = re.compile(
    r"\blet me know\b(?!,?\s+(?:if|should)\s+(?:you|there|anything|i|we)\b)|"
    r"\blet me know (?:if|whether) you(?: can| could| will|['’]ll| are|['’]re)\b|"
    r"\bplease\s+(?:\w+ly\s+)?(?:send|share|forward|bring|return|confirm|sign|give|"
    r"show|lend|pass)\s+(?!you\b)|"
    r"\bschick(?:e|en sie|t)? (?:mir|uns)\b|\bbitte schick|"
    r"\b(?:env[ií]a|env[ií]e|m[aá]nda|m[aá]nde|p[aá]sa|p[aá]se)(?:me|nos)\b|"
    r"\b(?:envoie|envoyez|transmets|transmettez|donne|donnez)-moi\b|"
    r"\bmerci de m['’]envoyer\b|\b(?:manda|invia)(?:mi|ci)\b|"
    r"\b(?:envia|envie|manda|mande|passa)-(?:me|nos)\b|"
    r"\bstuur (?:me|mij|ons)\b|\b(?:wy|prze|przy)ślij(?:cie)? (?:mi|nam)\b|"
    r"\bпришли(?:те)? (?:мне|нам)\b|"
    r"\bi\s+(?:was|am|['’]m)\s+(?:just\s+)?wondering\s+(?:if|whether|when|what|how)|"
    r"\b(?:glad|happy|love) to hear (?:your|what|whether|if|when)\b|"
    r"\b(?:please|could you|can you|do)\s+tell me\b|"
    r"\b(?:sag|gib|geben sie|sagen sie)(?:t|e)?\s+mir\s+(?:bitte\s+|kurz\s+)*bescheid|"
    r"\bteilen?(?: sie)? mir (?:bitte )?mit\b|"
    r"\b(?:dites|dis)-moi\b|\bmerci de me (?:dire|faire savoir)\b|"
    r"\b(?:dime|dígame|avísame|avíseme)\b|"
    r"\b(?:fammi|fatemi|mi faccia) sapere\b(?! se (?:hai|ha|avete) bisogno)|"
    r"\b(?:diga-me|diz-me|me diga|avisa-me)\b|"
    r"\blaat (?:het )?me weten\b(?! als je)|"
    r"\bda(?:j|ć|jcie) (?:mi )?znać\b(?! gdyby)|"
    r"\bдай(?:те)? знать|\b(?:сообщите|подскажите)\b"
)
# one of these is in whatever the expression below finds, far quicker to look for
_NO_NEED_STEMS = (
    "no need", "no reason", "no reply", "no response", "no answer", "to reply",
    "respond", "to answer", "fyi", "for your information", "antworten",
    "keine antwort", "zur info", "répondre", "contest", "rispondere", "antwoord",
    "reageren", "odpowiadać", "отвечать", "不用回",
)  # fmt: skip
# what is asked there wants no answer
_NO_NEED = re.compile(
    r"\bno (?:need|reason) to (?:reply|respond|answer|write back|get back)|"
    r"\bno (?:reply|response|answer) (?:is )?(?:needed|necessary|required|expected)|"
    r"\b(?:don['’]t|do not) (?:need|have|bother) to (?:reply|respond|answer)|"
    r"(?:\A|\n)\s*(?:just )?(?:fyi|for your information)\b|"
    r"\bbrauchst (?:mir )?nicht zu antworten|"
    r"\bkeine antwort (?:nötig|notwendig|erforder)|"
    r"\bmüssen (?:mir )?nicht (?:zu )?antworten|(?:\A|\n)\s*(?:nur )?zur info\b|"
    r"\b(?:pas|aucun) besoin de (?:me )?répondre|\binutile de (?:me )?répondre|"
    r"\bno (?:hace falta|es necesario) (?:que (?:me )?(?:respondas|contestes|responda|"
    r"conteste)|responder|contestar)|"
    r"\bnon (?:c['’]è bisogno|serve|occorre|è necessario) (?:di )?rispondere|"
    r"\bnão (?:precisa[s]?|é preciso|é necessário) (?:de )?responder|"
    r"\bhoeft? niet te (?:antwoorden|reageren)|\bantwoord is niet nodig|"
    r"\bnie (?:musisz|trzeba|musi pan|musi pani) odpowiadać|"
    r"\bможно не отвечать|\bотвечать не (?:нужно|надо|обязательно)|不用回"
)
_QUESTION = re.compile(r"[?？؟]+")
_BEFORE_MARK = " \u00a0\u202f\"'”’)»"
# what may touch one of the words looked for
_BESIDE_WORDS = str.maketrans(dict.fromkeys("'’.,:;!?()\"-_", " "))
_BLANKS = bytes.maketrans(b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f", b" " * 9)
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґ]")


class Signals(NamedTuple):
    """What is kept of a text; the text itself is not."""

    asks_question: bool
    says_thanks: bool
    introduces: bool
    words: int
    language: str


def read_signals(text: str, subject: str = "", others: int = 0) -> Signals:
    """The signals of a text; `others`: how many people it is addressed to.

    An introduction takes two people who both read it.
    """
    written = text[:MAX_LOOKED_AT]
    if not written.isascii():  # half a letter cannot be looked for
        written = written.encode("utf-8", "replace").decode()
    if find(written, "://") >= 0 or find(written, "www.") >= 0:
        written = _URL.sub(" ", written)
    lowered = written.lower()
    return Signals(
        asks_question=_asks(lowered),
        says_thanks=_thanks(lowered),
        introduces=others > 1 and _introduces(written, lowered, subject.lower()),
        words=_count_words(lowered),
        language=_language_of(lowered[:_GUESSED_FROM]),
    )


def _count_words(text: str) -> int:
    """As many as stand between blanks; two letters make one in Chinese."""
    if not text.isascii():
        return max(len(text.split()), len(_HAN_OR_KANA.findall(text)) // 2)
    # each blank ends a word, unless another blank stands before it
    said = text.strip().encode("ascii").translate(_BLANKS)
    beside = count(said, b"  ", allowoverlap=True) if find(said, b"  ") >= 0 else 0
    return said.count(b" ") - beside + bool(said)


def _holds(text: str, stems: tuple[str, ...]) -> bool:
    if text.isascii():
        stems = _ascii_stems(stems)
    return bool(max(map(find, repeat(text), stems)) >= 0)  # thrice as quick as a loop


@lru_cache
def _ascii_stems(stems: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(stem for stem in stems if stem.isascii())


def _asks(text: str) -> bool:
    """Whether an answer is wanted: asked with a mark or begged for in words."""
    asks = _marks_question(text) or (
        _holds(text, _REQUEST_STEMS) and bool(_REQUEST.search(text))
    )
    return asks and not (_holds(text, _NO_NEED_STEMS) and _NO_NEED.search(text))


def _marks_question(text: str) -> bool:
    if text.isascii():
        if "?" not in text:
            return False
    elif any(
        not _PLEASANTRY.search(
            text[max(found.start() - 8, 0) : found.end()].rstrip("。")
        )
        for found in _EAST_ASIAN_QUESTION.finditer(text)
    ):
        return True
    for mark in _QUESTION.finditer(text):
        asked = text[max(mark.start() - 40, 0) : mark.start()].rstrip(_BEFORE_MARK)
        if asked[-1:].isalnum() and not _PLEASANTRY.search(asked):
            return True
    return False


def _thanks(text: str) -> bool:
    if not _holds(text, _THANKS_STEMS):
        return False
    close = _THANKS_AS_CLOSE.search(text)
    if close and text[: close.start()].strip():
        text = text[: close.start()]
    if _holds(text, _NO_THANKS_STEMS) or _NO_THANK.search(text):
        text = _NO_THANKS.sub(" ", text)
    # mostly it is this word, and need not be looked for by an expression
    at = text.find("thank")
    return bool((at >= 0 and _THANKS.match(text, at)) or _THANKS.search(text))


def _introduces(written: str, lowered: str, subject: str) -> bool:
    if ("intro" in subject or ">" in subject) and _INTRODUCES_BY_SUBJECT.match(subject):
        return True
    if any(_begins_meet(written, found.start()) for found in _MEET.finditer(written)):
        return True
    return _holds(lowered, _INTRODUCES_STEMS) and bool(_INTRODUCES.search(lowered))


def _begins_meet(text: str, at: int) -> bool:
    """Whether the "eet" here is that of a word "meet"."""
    return text[at - 1 : at] in _M and not text[max(at - 2, 0) : at - 1].isalnum()


def _language_of(text: str) -> str:
    """A guess; empty when two languages fit as well or none does."""
    if not text.isascii():
        if len(_HAN_OR_KANA.findall(text)) > len(text) // 3:
            return "ja" if _KANA.search(text) else "zh"
        if len(_CYRILLIC.findall(text)) > len(text) // 3:
            return "uk" if _UKRAINIAN.search(text) else "ru"
    first = text.translate(_BESIDE_WORDS).split(None, _CLEAR_FROM)
    rest = first.pop() if len(first) > _CLEAR_FROM else ""
    letters = _letters_of(first)
    # mostly the first words are clear, and the rest need not be looked at
    return _likeliest(letters, _CLEAR) or _likeliest(
        letters + _letters_of(rest.split()), 1
    )


def _letters_of(words: list[str]) -> str:
    """A letter for each language of each word."""
    return "".join(filter(None, map(_LETTERS_OF.get, words)))


def _likeliest(letters: str, at_least: int) -> str:
    """The language of most words, if of so many more than of any other."""
    counted = sorted([(letters.count(one), one) for one in set(letters)])
    *others, (most, likeliest) = counted or [(0, "")]
    second = others[-1][0] if others else 0
    # one word may be a name
    return _LANGUAGES[likeliest] if most > 1 and most - second >= at_least else ""
