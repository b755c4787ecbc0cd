"""What the texts of some messages say, added to what their heads said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._mail_body import read_body
from ._mail_new_text import split_text
from ._text import Signals, read_signals

if TYPE_CHECKING:
    from ._mail import Heads
    from ._mail_record import People


def add_texts(heads: Heads, people: People) -> None:
    """Add to each what its text says, and to the people what they sign with."""
    fields = heads.fields
    bodies = [
        read_body(message.data, headers, message.head_end)
        for message, headers in zip(heads.messages, heads.headers, strict=True)
    ]
    written = [split_text(body.text) for body in bodies]
    texts = [each.text for each in written]
    spotted = [each.spotted for each in written]
    said = list(map(read_signals, texts, fields["subject"], heads.recipients, spotted))
    for place, name in enumerate(Signals._fields):
        fields[name] = [each[place] for each in said]
    fields["has_attachment"] = [body.has_attachment for body in bodies]
    fields["invitation"] = [body.invitation for body in bodies]
    columns = heads.authors, written, fields["bulk_rule"], fields["happened_at"]
    for author, text, rule, moment in zip(*columns, strict=True):
        if author and text.signature and not rule:
            people.sign(author, moment, text.signature)
