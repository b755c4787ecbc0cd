"""What the author of a message newly wrote: quotes and signature set aside.

Every pattern begins with a line break, by which the expression engine jumps from
line to line instead of trying each letter; so the text is given one in front.
"""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

from stringzilla import find

MAX_TEXT = 64 * 1024
_SIGN_OFF_TAIL = 600  # a longer text below "Best regards" is no signature

_FOLDED = 3  # lines an attribution may be folded into

_QUOTED = re.compile(r"\n ?[>|][^\n]*(?:\n ?[>|][^\n]*)*")
_OPENS = r"(?:On|Am|Le|El|Em|Il|Op|W dniu|Dnia|В|At|Den|Den \w+)\b"
_OPENING = re.compile(_OPENS)
_OPENING_LINES = _OPENS + r"[^\n]{0,300}(?:\n[^\n]{1,300}){0,2}?"
_VERBS = (
    "wrote", "writes", "schrieb", "a écrit", "escribió", "escreveu", "ha scritto",
    "schreef", "napisał", "пишет", "написал", "skrev", ">:", "> :",
)  # fmt: skip
_WROTE = (
    r"\b(?:wrote|writes|schrieb(?:en)?|a\sécrit|escribió|escreveu|ha\sscritto|"
    r"schreef|napisał(?:a|\(a\))?|пишет|написала?|skrev)\b[^\n]{0,80}:"
)
_WHOLE_QUOTE = re.compile(
    rf"\n(?:{_OPENING_LINES}(?:{_WROTE}|<[^<>\s]+@[^<>\s]+>\s?:)|"
    rf"[^\n]{{2,200}}{_WROTE})[ \t]*(?=\n)"
)
# meets text in lower case
_CUT = re.compile(
    # looking at the first letter before trying any words is twice as quick
    r"\n(?=[-_*bdefgiosvо发送])(?:_{20,}|-{40,}|"
    r"-{2,}[ ]?(?:original message|original appointment|forwarded message|"
    r"original-nachricht|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"message d['’]origine|message transféré|mensaje original|mensagem original|"
    r"messaggio originale|oorspronkelijk bericht|doorgestuurd bericht|"
    r"wiadomość oryginalna|исходное сообщение)|"
    r"begin forwarded message:|"
    r"(?:sent from my |sent from mail for|get outlook for|gesendet mit der|"
    r"von meinem [^\n]{2,30} gesendet|envoyé de mon|enviado desde mi|enviado do meu|"
    r"inviato da(?:l mio)? |verzonden vanaf mijn|отправлено с )|"
    # the header of an earlier message, repeated in its text
    r"[*_]?(?:from|von|de|da|van|od|от|送信者|发件人)\s?[:：][^\n]*"
    r"(?:\n[*_]?(?:sent|date|to|cc|subject|gesendet|an|betreff|datum|envoyé|à|objet|"
    r"enviado|para|asunto|assunto|inviato|a|oggetto|verzonden|aan|onderwerp|wysłano|do|"
    r"temat|отправлено|кому|тема|日時|宛先|件名|发送时间|收件人|主题)\s?[:：][^\n]*){2})"
)
_SIGNATURE_MARK = re.compile(r"\n--[ ]?(?=\n)")
_SIGN_OFF = re.compile(
    r"\n\W{0,2}(?:(?:best |kind |warm |kindest |warmest )?regards|best(?: wishes)?|"
    r"cheers|sincerely(?: yours)?|yours(?: \w+)?|all the best|take care|talk soon|"
    r"(?:viele|liebe|beste|schöne|herzliche|freundliche) grüße?n?|"
    r"mit freundlichen grüßen|lg|vg|mfg|gruß|cordialement|bien à (?:toi|vous)|"
    r"amicalement|bises|saludos(?: \w+)?|un (?:abrazo|saludo)|atentamente|abraços?|"
    r"atenciosamente|cumprimentos|cordiali saluti|un saluto|saluti|"
    r"met vriendelijke groet(?:en)?|groet(?:en|jes)?|pozdrawiam|z poważaniem|"
    r"с уважением|всего доброго)[ \t]*[,.!–-]*[ \t]*(?=\n|\Z)"
)


class Written(NamedTuple):
    """What the author newly wrote, and the signature below it (may be empty)."""

    text: str
    signature: str


def new_text(text: str) -> str:
    """What the author added: no quoted line, no forwarded mail, no signature."""
    return split_text(text).text


def split_text(text: str) -> Written:
    """What the author added, apart from the signature it ends in."""
    text = "\n" + text[:MAX_TEXT]
    if find(text, "\n>From ") >= 0:
        text = text.replace("\n>From ", "\nFrom ")
    text = "".join(_unquoted(text))
    if ":" in text and max(map(find, repeat(text), _VERBS)) >= 0:
        whole = _WHOLE_QUOTE.search(text)
        if whole:
            text = text[: whole.start()]
    return _split_signature(text)


def _unquoted(text: str) -> Iterator[str]:
    """What stands around quoted lines, up to a cut; no attribution above a quote.

    No cut reaches over a quoted line, so each piece is looked through alone.
    """
    *answered, last = _QUOTED.split(text)
    for piece in answered:
        cut = _find_cut(piece)
        if cut >= 0:
            yield piece[:cut] + "\n"
            return
        yield _without_attribution(piece)
    cut = _find_cut(last)
    yield last[:cut] + "\n" if cut >= 0 else last


def _find_cut(text: str) -> int:
    """Where what the author wrote ends; -1 when it does not."""
    # the one letter that grows when made small would shift what follows it
    cut = _CUT.search(text.replace("İ", "I").lower())
    return cut.start() if cut else -1


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
        if _OPENING.match(text, before + 1):
            return text[:before]
    return text[:last]


def _split_signature(text: str) -> Written:
    """At the mark "-- ", or at a "Best regards" when little follows it."""
    marked = _SIGNATURE_MARK.search(text) if find(text, "\n--") >= 0 else None
    body = (text[: marked.start()] if marked else text).rstrip()
    signature = text[marked.end() :] if marked else ""
    tail = max(len(body) - _SIGN_OFF_TAIL, 0)
    sign_off = _SIGN_OFF.search(body[tail:].replace("İ", "I").lower())
    if sign_off:
        signature = signature or body[tail + sign_off.end() :]
        body = body[: tail + sign_off.start()]
    return Written(body.strip(), signature.strip()[:_SIGN_OFF_TAIL])
