"""What the texts of some messages say, added to what their heads said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._mail_body import read_body
from ._mail_new_text import split_text
from ._text import read_signals

if TYPE_CHECKING:
    from ._mail import Head
    from ._mail_record import People


def add_texts(read: list[Head], people: People) -> None:
    """Add to each what its text says, and to the people what they sign with."""
    bodies = [
        read_body(each.message.data, each.headers, each.message.head_end)
        for each in read
    ]
    texts = [split_text(body.text) for body in bodies]
    signals = [
        read_signals(
            text.text, each.fields["subject"], each.recipients, text.spotted
        )._asdict()
        for each, text in zip(read, texts, strict=True)
    ]
    for each, body, text, said in zip(read, bodies, texts, signals, strict=True):
        fields = each.fields
        fields |= said
        fields["has_attachment"] = body.has_attachment
        fields["invitation"] = body.invitation
        if each.author and text.signature and not fields["bulk_rule"]:
            people.sign(each.author, fields["happened_at"], text.signature)
