"""What a bounce says of an address, as mail systems write them."""

from __future__ import annotations

import pytest

from connectors._mail_bounce import read_failed
from connectors._mail_headers import read_headers
from connectors._mail_split import find_head_end

REPORT = b"""\
From: MAILER-DAEMON@mx.example.net
To: robin@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status;
 boundary="=_1"

--=_1
Content-Type: text/plain

The mail system could not deliver your message.

--=_1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Thu, 12 Nov 2026 10:00:00 +0100

Final-Recipient: rfc822; Ana@Cobalt.example.org
Original-Recipient: rfc822;ana@cobalt.example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

Final-Recipient: rfc822; wei@cobalt.example.org
Action: {action}
Status: {status}

--=_1
Content-Type: message/rfc822

From: robin@example.com
To: ana@cobalt.example.org, wei@cobalt.example.org

Are you there?
--=_1--
"""


def failed(message: bytes) -> tuple[str, ...]:
    return read_failed(
        read_headers(message), message[find_head_end(message, 0, 9999) :]
    )


@pytest.mark.parametrize(
    ("action", "status"),
    [(b"delayed", b"4.4.1"), (b"failed", b"5.2.2"), (b"failed", b"5.7.1"),
     (b"delivered", b"2.1.5"), (b"relayed", b"2.1.9")],
    ids=["late", "mailbox full", "refused for what it says", "delivered", "relayed"],
)  # fmt: skip
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_only_an_address_that_does_not_work_is_named(action, status, end):
    """Of two recipients the one whose address is gone is told, once and lower-case."""
    message = REPORT.replace(b"{action}", action).replace(b"{status}", status)
    assert failed(message.replace(b"\n", end)) == ("ana@cobalt.example.org",)


@pytest.mark.parametrize("status", [b"5.1.1", b"5.1.10", b"5.0.0", b"5.2.1", b"5.4.4"])
def test_a_mailbox_that_is_gone_is_told_in_several_ways(status):
    """Unknown, closed, or without a host: both recipients are named."""
    message = REPORT.replace(b"{action}", b"failed").replace(b"{status}", status)
    assert failed(message) == ("ana@cobalt.example.org", "wei@cobalt.example.org")


HEADER = b"From: x@example.net\nSubject: %s\nX-Failed-Recipients: %s\n\nSorry.\n"


def test_the_header_alone_is_enough():
    """Without its text a bounce is known by what Exim and Google put on top."""
    message = HEADER % (b"Mail delivery failed", b"a@example.org, b@example.org")
    assert failed(message) == ("a@example.org", "b@example.org")


def test_a_delay_is_no_end():
    """A message that is only late says nothing of the address."""
    message = HEADER % (b"Delivery Status Notification (Delay)", b"a@example.org")
    assert failed(message) == ()


def test_any_other_letter_names_nobody():
    """A forwarded bounce, or a text about one, is no bounce."""
    message = REPORT.replace(b"multipart/report", b"multipart/mixed")
    assert failed(message) == ()
