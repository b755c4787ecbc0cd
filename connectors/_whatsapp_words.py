"""The words WhatsApp itself writes into a chat, in the languages of its exports.

An iPhone marks its own words with U+200E, so that unknown ones are told from what
people write; Android marks none, but gives its notices no sender. What is listed
here is only what stands where a person's words could stand.
"""

# ruff: noqa: RUF001  # what WhatsApp writes
from __future__ import annotations

import re

# afternoon and morning, as clocks of twelve hours say them, letters only
AFTERNOON = frozenset((
    "pm", "mm", "tarde", "nachm", "下午", "午後", "오후", "晚上", "م", "μμ", "ös", "ch",
    "du", "мп", "пп", "md",
))  # fmt: skip
MORNING = frozenset((
    "am", "fm", "vorm", "上午", "午前", "오전", "凌晨", "清晨", "早上", "ص", "πμ", "öö",
    "sa", "de", "дп", "pd",
))  # fmt: skip
NOON = frozenset(("中午",))

_DELETED = (
    "this message was deleted", "you deleted this message", "message deleted",
    "this message was deleted by admin", "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht", "nachricht gelöscht",
    "ce message a été supprimé", "vous avez supprimé ce message",
    "message supprimé", "este mensaje fue eliminado", "eliminaste este mensaje",
    "se eliminó este mensaje", "mensagem apagada", "esta mensagem foi apagada",
    "você apagou esta mensagem", "apagou esta mensagem", "mensagem eliminada",
    "questo messaggio è stato eliminato", "hai eliminato questo messaggio",
    "dit bericht is verwijderd", "je hebt dit bericht verwijderd",
    "ta wiadomość została usunięta", "wiadomość usunięta",
    "usunięto tę wiadomość", "usunąłeś tę wiadomość", "usunęłaś tę wiadomość",
    "это сообщение удалено", "данное сообщение удалено", "вы удалили это сообщение",
    "сообщение удалено", "此消息已被删除", "此消息已删除", "您已删除此消息",
    "你已删除此消息", "此訊息已刪除", "這則訊息已刪除", "您已刪除此訊息",
    "このメッセージは削除されました", "メッセージを削除しました",
)  # fmt: skip
_BY_ADMIN = "this message was deleted by admin"
_EDITED = (
    "this message was edited", "diese nachricht wurde bearbeitet",
    "ce message a été modifié", "se editó este mensaje", "este mensaje fue editado",
    "mensagem editada", "esta mensagem foi editada", "questo messaggio è stato",
    "messaggio modificato", "dit bericht is bewerkt", "wiadomość edytowana",
    "edytowano tę wiadomość", "сообщение изменено", "данное сообщение изменено",
    "此消息已编辑", "此消息已被编辑", "此訊息已編輯", "このメッセージは編集されました",
    "このメッセージは編集済みです",
)  # fmt: skip
# a picture, film or paper was sent, but is not in the export
_LEFT_OUT = (
    "omitted", "weggelassen", "ausgeschlossen", "ausgelassen", "absente?s?",
    "omis", "non inclus", "omitid[oa]s?", "ocultad[oa]s?", "ocult[oa]s?",
    "no incluidos?",
    "omess[oaie]", "weggelaten", "pominięt[oay]", "pominięte", "отсутствует",
    "без медиафайлов", "без медиа", "пропущен[оаы]?", "已忽略", "省略", "已略過",
    "忽略", "除外されました", "なし",
)  # fmt: skip
_MISSED_CALL = re.compile(
    r"(?P<missed>missed|verpasst|manqué|perdid|perdud|pers[ae]\b|gemist|nieodebran|"
    r"пропущенн|未接|不在着信|no answer|keine antwort|sin respuesta|sem resposta|"
    r"pas de réponse|nessuna risposta|geen antwoord|brak odpowiedzi|нет ответа|"
    r"无人接听|無人接聽|応答なし)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:voice|video|audio|group)[- ]?call\b|(?:sprach|video)anruf|"
    r"appel (?:vocal|vidéo|audio)|(?:video)?llamada|"
    r"(?:chamada|ligação) de (?:voz|vídeo)|"
    r"(?:video)?chiamata|(?:spraak|video|audio)oproep|połączenie (?:głosowe|wideo)|"
    r"(?:аудио|видео)звонок|(?:语音|語音|视频|視訊)通[话話]|(?:音声|ビデオ)通話",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"v[ií]d[eé]o|wideo|видео|视频|視訊|ビデオ", re.IGNORECASE)
_LENGTH = re.compile(
    r"(\d{1,3})\s*(hr|hour|std|stunde|heure|hora|ora|ore|uur|godz|ч|小时|小時|時間|"
    r"min|мин|分|sec|sek|seg|сек|с\b|秒|s\b|h\b|u\b)",
    re.IGNORECASE,
)
_SECONDS = {"m": 60, "м": 60, "分": 60, "s": 1, "с": 1, "秒": 1}  # others are hours
_ATTACHED = re.compile(
    r"<[^<>:]{2,30}:\s?[^<>]{1,200}\.\w{2,5}>|"  # <attached: 00012-PHOTO.jpg>
    r"\.\w{2,5}\s?\([^()\d]{4,40}\)\s*(?:\n|$)"  # IMG-1.jpg (file attached)
)
_LEFT_OUT_TEXT = re.compile(
    rf"<?[^<>\n]{{0,120}}(?:{'|'.join(_LEFT_OUT)})[^<>\n]{{0,20}}>?", re.IGNORECASE
)
_NULL_MEDIA = re.compile(r"null|<?media .{0,12}>?", re.IGNORECASE)
_MENTION = re.compile(r"@\u2068[^\u2069\n]{0,80}\u2069|@\+?\d{6,15}")
_GROUP = re.compile(
    r"group|gruppe|grupo|groupe|gruppo|groep|grup[aęyp]|групп|群|グループ|그룹|مجموعة",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 160


def is_deleted(text: str) -> bool:
    """Whether only WhatsApp's note is left of a message."""
    said = text.strip(" .。\u200e\n").casefold()
    return len(said) < _LONGEST_NOTICE and (
        said in _DELETED or said.startswith(_BY_ADMIN)
    )


def without_edited(text: str) -> str:
    """The text without WhatsApp's note that it was edited."""
    head, mark, note = text.rpartition("<")
    said = note.strip("\u200e >.。\n").casefold()
    return head.rstrip() if mark and said.startswith(_EDITED) else text


def without_mentions(text: str) -> str:
    """The text without who is mentioned: phones write that in their own ways."""
    return _MENTION.sub(" ", text)


def is_attachment(text: str, *, marked: bool) -> bool:
    """Whether a file came with the message, or was left out of the export.

    marked: the text begins as WhatsApp's own words do on an iPhone.
    """
    head = text.strip("\u200e ")[:400]
    if _ATTACHED.search(head):
        return True
    first = head.partition("\n")[0]
    whole = first.startswith("<") or marked
    return bool(whole and _LEFT_OUT_TEXT.fullmatch(first.strip("\u200e "))) or bool(
        _NULL_MEDIA.fullmatch(first) and first.startswith(("null", "<"))
    )


def read_call(text: str, *, marked: bool) -> tuple[bool, bool, float | None] | None:
    """A call as (video, missed, seconds); None when the text is no call's line."""
    said = text.strip("\u200e\n .")
    if not marked or len(said) > _LONGEST_NOTICE or not _CALL.search(said):
        return None
    seconds = sum(
        int(number) * _SECONDS.get(unit[0].casefold(), 3600)
        for number, unit in _LENGTH.findall(said)
    )
    missed = bool(_MISSED_CALL.search(said)) or not seconds
    return bool(_VIDEO.search(said)), missed, float(seconds) or None


def is_notice(text: str, *, marked: bool) -> bool:
    """Whether somebody is named as the sender of what WhatsApp says."""
    own = marked and not read_call(text, marked=True)
    return (own and not is_attachment(text, marked=True)) or is_deleted(text)


def tells_of_group(notice: str) -> bool:
    """Whether a notice speaks of the chat as a group."""
    return bool(_GROUP.search(notice))
