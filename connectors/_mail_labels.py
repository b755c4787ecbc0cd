"""Folders and labels under one name, whatever the mail program calls them."""

from __future__ import annotations

import re
from functools import lru_cache

from ._mail_decode import decode_text

MAX_LABELS = 30

# the five that change what a message means, in the languages programs speak
_NAMES = {
    "sent": "sent|sent mail|sent items|sent messages|sent objects|sent-mail|gesendet|"
    "gesendete elemente|gesendete objekte|gesendete nachrichten|enviado|enviados|"
    "elementos enviados|mensajes enviados|itens enviados|e-mails enviados|envoyé|"
    "envoyés|"
    "messages envoyés|éléments envoyés|objets envoyés|inviata|inviati|posta inviata|"
    "posta inviati|messaggi inviati|verzonden|verzonden items|verzonden berichten|"
    "wysłane|"
    "elementy wysłane|отправленные|送信済み|送信済みメール|已发送|已发邮件|已傳送|"
    "skickat|sendt",
    "draft": "draft|drafts|entwurf|entwürfe|borrador|borradores|rascunho|rascunhos|"
    "brouillon|brouillons|bozza|bozze|concept|concepten|wersje robocze|robocze|"
    "черновик|"
    "черновики|下書き|草稿|草稿箱|templates|outbox|unsent messages|postausgang|utkast",
    "spam": "spam|junk|junk mail|junk e-mail|junk email|bulk mail|spamverdacht|"
    "correo no deseado|lixo eletrônico|courrier indésirable|indésirables|"
    "posta indesiderata|ongewenst|ongewenste e-mail|wiadomości-śmieci|спам|"
    "迷惑メール|垃圾邮件",
    "trash": "trash|deleted|deleted items|deleted messages|bin|papierkorb|gelöscht|"
    "gelöschte elemente|gelöschte objekte|papelera|elementos eliminados|eliminados|"
    "lixeira|"
    "itens excluídos|corbeille|éléments supprimés|cestino|posta eliminata|prullenbak|"
    "verwijderde items|kosz|elementy usunięte|корзина|удаленные|удалённые|ゴミ箱|"
    "已删除|废件箱",
    "chat": "chat|chats|chatten|discussion",
}
_MEANING = {name: label for label, names in _NAMES.items() for name in names.split("|")}
_SPLIT_COPY = re.compile(r"(?:[-_. ]\d{1,3}|\(\d+\))$")
_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,"]+)')


def meaning_of(name: str) -> str:
    """`sent`, `draft`, `spam`, `trash` or `chat` for a folder's name, else empty."""
    name = " ".join(name.lower().replace("_", " ").split())
    for mother in ("[gmail].", "[gmail]/", "inbox.", "inbox/", "[google mail]."):
        name = name.removeprefix(mother)
    return _MEANING.get(name, "") or _MEANING.get(_SPLIT_COPY.sub("", name), "")


def folder_labels(name: str) -> tuple[str, ...]:
    """The label of a folder or mailbox file whose name means one of the five."""
    meaning = meaning_of(name)
    return (meaning,) if meaning else ()


@lru_cache(maxsize=4096)
def read_gmail_labels(raw: bytes) -> tuple[str, ...]:
    """X-Gmail-Labels: lower-case, the five of meaning by their own names."""
    found: dict[str, None] = {}
    for quoted, plain in _ITEM.findall(decode_text(raw)):
        name = (quoted or plain).strip().lower()[:80]
        if name:
            found[meaning_of(name) or name] = None
    return tuple(found)[:MAX_LABELS]
