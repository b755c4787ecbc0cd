"""What the author of a message newly wrote: quotes and signature set aside.

Every pattern begins with a line break, by which the expression engine jumps from
line to line instead of trying each letter; so the text is given one in front.
"""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import NamedTuple

from stringzilla import find

from ._text import WORDS
from ._text_spot import Spotter, compiled

MAX_TEXT = 64 * 1024
_SIGN_OFF_TAIL = 600  # a longer text below "Best regards" is no signature

_FOLDED = 3  # lines an attribution may be folded into

_QUOTES = ("\n>", "\n |", "\n|", "\n >")
_QUOTED = r"\n ?[>|][^\n]*(?:\n ?[>|][^\n]*)*"
_OPENS = r"(?:On|Am|Le|El|Em|Il|Op|W dniu|Dnia|В|At|Den|Den \w+)\b"
_OPENING_LINES = _OPENS + r"[^\n]{0,300}(?:\n[^\n]{1,300}){0,2}?"
_VERBS = frozenset((
    "wrote", "writes", "schrieb", "a écrit", "escribió", "escreveu", "ha scritto",
    "schreef", "napisał", "пишет", "написал", "skrev", ">:", "> :",
    ">\t:", ">\u00a0:",
))  # fmt: skip
_WROTE = (
    r"\b(?:wrote|writes|schrieb(?:en)?|a\sécrit|escribió|escreveu|ha\sscritto|"
    r"schreef|napisał(?:a|\(a\))?|пишет|написала?|skrev)\b[^\n]{0,80}:"
)
_WHOLE_QUOTE = (
    rf"\n(?:{_OPENING_LINES}(?:{_WROTE}|<[^<>\s]+@[^<>\s]+>\s?:)|"
    rf"[^\n]{{2,200}}{_WROTE})[ \t]*(?=\n)"
)

_EARLIER = (
    "original message", "original appointment", "forwarded message",
    "original-nachricht", "ursprüngliche nachricht", "weitergeleitete nachricht",
    "message d'origine", "message d’origine", "message transféré", "mensaje original",
    "mensagem original", "messaggio originale", "oorspronkelijk bericht",
    "doorgestuurd bericht", "wiadomość oryginalna", "исходное сообщение",
)  # fmt: skip
_SENT_BY = (
    "sent from my ", "sent from mail for", "get outlook for", "gesendet mit der",
    "envoyé de mon", "enviado desde mi", "enviado do meu", "inviato dal mio ",
    "inviato da ", "verzonden vanaf mijn", "отправлено с ",
)  # fmt: skip
_FROM = ("from", "von", "de", "da", "van", "od", "от", "送信者", "发件人")
_BLANKS = " \t\u00a0\u202f\u3000"  # that one may set before a colon
# meets text in lower case
_CUT = (
    # looking at the first letter before trying any words is twice as quick
    r"\n(?=[-_*bdefgiosvо发送])(?:_{20,}|-{40,}|"
    rf"-{{2,}}[ ]?(?:{'|'.join(_EARLIER)})|begin forwarded message:|"
    rf"(?:von meinem [^\n]{{2,30}} gesendet|{'|'.join(_SENT_BY)})|"
    # the header of an earlier message, repeated in its text
    rf"[*_]?(?:{'|'.join(_FROM)})[{_BLANKS}]?[:：][^\n]*"
    r"(?:\n[*_]?(?:sent|date|to|cc|subject|gesendet|an|betreff|datum|envoyé|à|objet|"
    r"enviado|para|asunto|assunto|inviato|a|oggetto|verzonden|aan|onderwerp|wysłano|do|"
    r"temat|отправлено|кому|тема|日時|宛先|件名|发送时间|收件人|主题)\s?[:：][^\n]*){2})"
)
# without one of these it finds nothing
_CUTS = frozenset((
    "\n" + "_" * 20, "\n" + "-" * 40, *_EARLIER,
    *("\n" + sent_by for sent_by in (*_SENT_BY, "begin forwarded", "von meinem ")),
    *(
        f"\n{mark}{word}{blank}{colon}"
        for mark in ("", "*", "_") for word in _FROM
        for blank in ("", *_BLANKS) for colon in ":："
    ),
))  # fmt: skip

_SIGNATURE_MARK = r"\n--[ ]?(?=\n)"
_SIGN_OFF = (
    r"\n\W{0,2}(?:(?:best |kind |warm |kindest |warmest )?regards|best(?: wishes)?|"
    r"cheers|sincerely(?: yours)?|yours(?: \w+)?|all the best|take care|talk soon|"
    r"(?:viele|liebe|beste|schöne|herzliche|freundliche) grüße?n?|"
    r"mit freundlichen grüßen|lg|vg|mfg|gruß|cordialement|bien à (?:toi|vous)|"
    r"amicalement|bises|saludos(?: \w+)?|un (?:abrazo|saludo)|atentamente|abraços?|"
    r"atenciosamente|cumprimentos|cordiali saluti|un saluto|saluti|"
    r"met vriendelijke groet(?:en)?|groet(?:en|jes)?|pozdrawiam|z poważaniem|"
    r"с уважением|всего доброго)[ \t]*[,.!–-]*[ \t]*(?=\n|\Z)"
)
_SIGN_OFFS = frozenset((
    "regards", "best", "cheers", "sincerely", "yours", "take care", "talk soon",
    "grüß", "lg", "vg", "mfg", "gruß", "cordialement", "bien à", "amicalement",
    "bises", "saludos", "un abrazo", "un saludo", "atentamente", "abraço",
    "atenciosamente", "cumprimentos", "salut", "groet", "pozdrawiam", "z poważaniem",
    "с уважением", "всего доброго",
))  # fmt: skip
_SPOTTER = Spotter(WORDS | _VERBS | _CUTS | _SIGN_OFFS)


class Written(NamedTuple):
    """What the author newly wrote, and the signature below it (may be empty).

    spotted: which of the words of `_text.WORDS` it may hold.
    """

    text: str
    signature: str
    spotted: frozenset[str]


def new_text(text: str) -> str:
    """What the author added: no quoted line, no forwarded mail, no signature."""
    [written] = split_texts([text])
    return written.text


def split_texts(texts: Iterable[str]) -> list[Written]:
    """What the author of each text added, apart from the signature it ends in.

    A step of all of them after the other: what a step needs stays near the processor.
    """
    begun = list(map(_begin, texts))
    pieces = list(map(_between_quotes, begun))
    lowered = [_lower("".join(each)) for each in pieces]
    spotted = list(map(_SPOTTER.spot, lowered))
    added = list(map(_without_earlier, begun, pieces, spotted))
    return list(map(_split_signature, added, spotted))


def _begin(text: str) -> str:
    """As much of a text as is looked at, behind a line break."""
    text = "\n" + text[:MAX_TEXT]
    if find(text, "\n>From ") >= 0:
        text = text.replace("\n>From ", "\nFrom ")
    return text


def _between_quotes(text: str) -> list[str]:
    """What stands around quoted lines."""
    return compiled(_QUOTED).split(text) if _has_quotes(text) else [text]


def _without_earlier(text: str, pieces: list[str], spotted: frozenset[str]) -> str:
    """Without quoted lines and without an earlier message that is not marked."""
    if not _CUTS.isdisjoint(spotted):
        text = "".join(_cut(pieces))
    elif len(pieces) > 1:
        *answered, last = pieces
        text = "".join([*map(_without_attribution, answered), last])
    # those that were spotted mostly stood above a quoted line, and are gone by now
    if ":" in text and not _VERBS.isdisjoint(spotted):
        text = text[: _find_whole_quote(text, _VERBS & spotted)]
    return text


def _has_quotes(text: str) -> bool:
    # nearly all that are quoted are so by the first of them
    return bool(
        find(text, _QUOTES[0]) >= 0 or max(map(find, repeat(text), _QUOTES)) >= 0
    )


def _lower(text: str) -> str:
    if not text.isascii():
        # the one letter that grows when made small would shift what follows it
        text = text.replace("İ", "I")
    return text.lower()


def _cut(pieces: list[str]) -> Iterator[str]:
    """What stands around quoted lines, up to a cut; no attribution above a quote.

    No cut reaches over a quoted line, so each piece is looked through alone.
    """
    *answered, last = pieces
    for piece in answered:
        cut = compiled(_CUT).search(_lower(piece))
        if cut:
            yield piece[: cut.start()] + "\n"
            return
        yield _without_attribution(piece)
    cut = compiled(_CUT).search(_lower(last))
    yield last[: cut.start()] + "\n" if cut else last


def _without_attribution(text: str) -> str:
    """Without the "On Friday Ana wrote:" above a quote, and the blank lines there."""
    text = text.rstrip()
    if not text.endswith((":", ">")):
        return text
    before = len(text)
    for folded in range(_FOLDED):
        before = text.rfind("\n", 0, before)
        if before < 0:
            break
        if not folded:
            last = before
        if compiled(_OPENS).match(text, before + 1):
            return text[:before]
    return text[:last]


def _find_whole_quote(text: str, verbs: frozenset[str]) -> int | None:
    """Where an earlier message begins that is quoted without marks, if one is.

    It is introduced on a line that holds one of the verbs, or some lines above.
    """
    begins: int | None = None
    for line in _lines_with(text, verbs):
        above = line
        for _ in range(_FOLDED - 1):
            above = max(text.rfind("\n", 0, above), 0)
        if begins is not None and above > begins:
            break
        end = text.find("\n", line + 1) + 1 or len(text)
        whole = compiled(_WHOLE_QUOTE).search(text, above, end)
        if whole:
            begins = whole.start() if begins is None else min(begins, whole.start())
    return begins


def _lines_with(text: str, words: Iterable[str]) -> list[int]:
    """Where the lines begin that hold one of the words: at the breaks before them."""
    lines = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            lines.add(text.rfind("\n", 0, at))
            end = text.find("\n", at)
            at = text.find(word, end) if end >= 0 else -1
    return sorted(lines - {-1})


def _split_signature(text: str, spotted: frozenset[str]) -> Written:
    """At the mark "-- ", or at a "Best regards" when little follows it."""
    marked = None
    if find(text, "\n--") >= 0:
        marked = compiled(_SIGNATURE_MARK).search(text)
    body = (text[: marked.start()] if marked else text).rstrip()
    signature = text[marked.end() :] if marked else ""
    if not _SIGN_OFFS.isdisjoint(spotted):
        tail = max(len(body) - _SIGN_OFF_TAIL, 0)
        sign_off = _find_sign_off(_lower(body[tail:]), _SIGN_OFFS & spotted)
        if sign_off:
            signature = signature or body[tail + sign_off.end() :]
            body = body[: tail + sign_off.start()]
    return Written(body.strip(), signature.strip()[:_SIGN_OFF_TAIL], spotted)


def _find_sign_off(text: str, words: frozenset[str]) -> re.Match[str] | None:
    """The first "Best regards" of a text in lower case."""
    for line in _lines_with(text, words):
        end = text.find("\n", line + 1) + 1 or len(text)
        # what may stand before it may be line breaks
        found = compiled(_SIGN_OFF).search(text, max(line - 2, 0), end)
        if found:
            return found
    return None
