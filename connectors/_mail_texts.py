"""What the texts of some messages say, added to what their heads said."""

from __future__ import annotations

from ._mail_body import read_body
from ._mail_heads import Heads
from ._mail_new_text import split_texts
from ._mail_parts import find_parts
from ._mail_record import People
from ._text import read_many_signals


def add_texts(heads: Heads, people: People) -> None:
    """Add to each what its text says, and to the people what they sign with."""
    fields = heads.fields
    whole = [message.data for message in heads.messages]
    ends = [message.head_end for message in heads.messages]
    parts = list(map(find_parts, whole, heads.headers, ends))
    bodies = list(map(read_body, whole, parts))
    written = split_texts([body.text for body in bodies])
    fields |= read_many_signals(
        [each.text for each in written],
        fields["subject"],
        heads.recipients,
        [each.spotted for each in written],
    )
    fields["has_attachment"] = [body.has_attachment for body in bodies]
    fields["invitation"] = [body.invitation for body in bodies]
    columns = heads.authors, written, fields["bulk_rule"], fields["happened_at"]
    for author, text, rule, moment in zip(*columns, strict=True):
        if author and text.signature and not rule:
            people.sign(author, moment, text.signature)
