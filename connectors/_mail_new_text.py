"""What the author of a message newly wrote: quotes and signature set aside."""

# ruff: noqa: RUF001 - what people type in their languages
from __future__ import annotations

import re

MAX_LINES = 4000
# an attribution may be folded; a signature is short
_ATTRIBUTION_LINES = 3
_SIGN_OFF_LINES = 12

_ATTRIBUTION = re.compile(
    r"(?i)^\W{0,3}(?:on|am|le|el|em|il|op|w dniu|dnia|в|at|den|den\s\w+)\b.{5,300}"
    r"(?:wrote|writes|schrieb(?:en)?|a\s+écrit|escribió|escreveu|ha\s+scritto|schreef|"
    r"napisał(?:a|\(a\))?|пишет|написал(?:а)?|skrev)\b.{0,80}:\s*$"
    r"|^.{3,200}\b(?:wrote|writes|schrieb|a\s+écrit|escribió|escreveu|ha\s+scritto|"
    r"schreef|"
    r"пишет|написал)\s*:\s*$"
    r"|^.{0,60}\d{4}.{0,120}<[^<>\s]+@[^<>\s]+>\s*:?\s*$"
)
_CUT = re.compile(
    r"(?i)^\W{0,3}-{2,}\s*(?:original message|forwarded message|original-nachricht|"
    r"ursprüngliche nachricht|message d['’]origine|message transféré|mensaje original|"
    r"mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"doorgestuurd bericht|"
    r"wiadomość oryginalna|исходное сообщение|weitergeleitete nachricht)"
    r"|^\W{0,3}begin forwarded message\s*:|^_{20,}\s*$|^-{40,}\s*$"
)
_REPEATED_HEADER = re.compile(
    r"(?i)^\W{0,3}(?:from|von|de|da|van|od|от|送信者|发件人)\s?[:：]\s*\S"
)
_REPEATED_NEXT = re.compile(
    r"(?im)^\W{0,3}(?:sent|date|to|subject|gesendet|an|betreff|datum|envoyé|à|"
    r"objet|enviado|"
    r"para|asunto|assunto|inviato|a|oggetto|verzonden|aan|onderwerp|wysłano|do|temat|"
    r"отправлено|кому|тема|日時|宛先|件名|发送时间|收件人|主题)\s?[:：]"
)
_MOBILE = re.compile(
    r"(?i)^(?:sent from my |sent from mail for|get outlook for|gesendet mit der|"
    r"von meinem .{2,30} gesendet|envoyé de mon|enviado desde mi|enviado do meu|"
    r"inviato da(?:l mio)? |verzonden vanaf mijn|отправлено с )"
)
_SIGN_OFF = re.compile(
    r"(?i)^\W{0,2}(?:(?:best|kind|warm|kindest|warmest)?\s*regards|"
    r"best(?: wishes)?|cheers|"
    r"sincerely(?: yours)?|yours(?: \w+)?|all the best|take care|talk soon|"
    r"(?:viele|liebe|beste|schöne|herzliche|freundliche)\s+grüße?n?|"
    r"mit freundlichen grüßen|"
    r"lg|vg|mfg|gruß|cordialement|bien à (?:toi|vous)|amicalement|bises|"
    r"saludos(?: \w+)?|"
    r"un (?:abrazo|saludo)|atentamente|abraços?|atenciosamente|cumprimentos|"
    r"cordiali saluti|un saluto|saluti|met vriendelijke groet(?:en)?|groet(?:en|jes)?|"
    r"pozdrawiam|z poważaniem|с уважением|всего доброго)\s*[,.!–-]*\s*$"
)


def new_text(text: str) -> str:
    """The lines the author added; quoted lines, what follows them, and the
    signature are left out.
    """  # noqa: D205 - one sentence over two lines
    lines = text.split("\n", MAX_LINES)[:MAX_LINES]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if lines[at].rstrip("\r\n") in {"-- ", "--"} or _MOBILE.match(line):
            break
        if _CUT.match(line) or _repeats_header(lines, at):
            break
        quoted_from = _after_attribution(lines, at)
        if quoted_from:
            if not _is_quoted(lines[quoted_from : quoted_from + 3]):
                break  # the reply stands above a whole quoted message
            at = quoted_from
            continue
        if not line.startswith((">", "|")):
            kept.append(line[:2000])
        elif line.startswith(">From "):
            kept.append(line[1:2000])  # escaped by the mailbox, not quoted
        at += 1
    return "\n".join(_without_sign_off(kept)).strip()


def _repeats_header(lines: list[str], at: int) -> bool:
    """Whether an earlier message's header block begins on this line."""
    if not _REPEATED_HEADER.match(lines[at]):
        return False
    return len(_REPEATED_NEXT.findall("\n".join(lines[at + 1 : at + 5]))) > 1


def _after_attribution(lines: list[str], at: int) -> int:
    """The line after "On ... Ana wrote:", which may be folded; 0 when none."""
    if not lines[at].strip() or lines[at].lstrip().startswith(">"):
        return 0
    joined = ""
    for count in range(_ATTRIBUTION_LINES):
        if at + count >= len(lines) or len(joined) > 600:  # noqa: PLR2004 - no line so long
            return 0
        following = lines[at + count].strip()
        if not following or following.startswith(">"):
            return 0
        joined = f"{joined} {following}".strip()
        if joined.endswith((":", ">")) and _ATTRIBUTION.match(joined):
            return at + count + 1
    return 0


def _is_quoted(lines: list[str]) -> bool:
    said = [line.lstrip() for line in lines if line.strip()]
    return bool(said) and said[0].startswith((">", "|"))


def _without_sign_off(lines: list[str]) -> list[str]:
    """The lines above "Best regards" when little follows it."""
    while lines and not lines[-1]:
        lines.pop()
    first = max(len(lines) - _SIGN_OFF_LINES, 0)
    for at in range(first, len(lines)):
        if _SIGN_OFF.match(lines[at]):
            return lines[:at]
    return lines
