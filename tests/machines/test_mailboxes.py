"""What a local part and a header say of who is behind an address."""

from __future__ import annotations

import pytest

from connectors._mail_bulk import bulk_rule
from connectors._mail_headers import read_headers
from flows.resolve.emails import parse_email


def kind_of(local: str) -> str:
    email = parse_email(f"{local}@mail.firm.example.com")
    kinds = {
        (False, False): "",
        (True, False): "role",
        (False, True): "machine",
        (True, True): "doubtful",
    }
    return kinds[email.is_role, email.is_automated]


@pytest.mark.parametrize(
    "local",
    [
        "no-reply", "noreply7", "accounts-noreply", "do_not_reply", "nicht-antworten",
        "ne-pas-repondre", "no.responder", "nao_responda", "non-rispondere2",
        "niet-beantwoorden", "nie-odpowiadaj", "ne-otvechat", "qingwuhuifu",
        "svara-inte", "ala-vastaa", "neodpovidejte",
    ],
)  # fmt: skip
def test_no_reply_is_understood_in_many_languages(local):
    """An address nobody reads says so in its own language."""
    assert kind_of(local) == "machine"


@pytest.mark.parametrize(
    "local",
    [
        "postmaster", "poostmaster", "postmater", "postamster", "mailer-daemon",
        "mailer-deamon", "MAILER-DAEMON", "bounces+17", "bounce-3f2a", "fbl",
        "devs-request", "devs-bounces", "robin=example.com.9f083",
        "0dff756a-1baa-2e09-7b59-300936da7380", "bbf09726ab53850f6329ca6b24957a46",
        "newsletter", "order-confirmation", "bestellung24", "kontoauszug",
        "firm-news",
    ],
)  # fmt: skip
def test_machines_are_known_by_their_local_part(local):
    """Bounces, however misspelt, list software, made-up parts, programs' functions."""
    assert kind_of(local) == "machine"


@pytest.mark.parametrize(
    "local",
    [
        "postmeister", "p.cron", "elena.reply", "norepp", "s2041837", "13912345678",
        "xa12k19q", "newsome", "alert", "tom-bounce", "bill", "abbas.adad", "deadbeef",
        "mark.page", "i.abuse", "jean-admin",
    ],
)  # fmt: skip
def test_people_with_odd_addresses_are_people(local):
    """A machine's word inside a name, a number or some letters make no machine."""
    assert kind_of(local) == ""


@pytest.mark.parametrize(
    ("local", "kind"),
    [("info", "role"), ("vorstand", "role"), ("root", "doubtful"),
     ("pia-alerts", "doubtful"), ("customer.service", "role")],
)  # fmt: skip
def test_the_name_shown_decides_where_the_word_may_be_a_name(local, kind):
    """Functions that human beings answer for, and words that are names too."""
    assert kind_of(local) == kind


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("X-SG-EID: a1", "sending_service"),
        ("Return-Path: <bounces+7-a1@em.example.net>", "sending_service"),
        ("Return-Path: <ana@example.net>", ""),
        ("Feedback-ID: 1:a\nX-SG-EID: a1", "feedback_id"),
        ("Feedback-ID: 1:a\nList-Unsubscribe: <x://y>", "list_unsubscribe"),
        ("X-Auto-Response-Suppress: All\nReturn-Path: <>", "null_return_path"),
        ("Content-Type: multipart/report; boundary=x", "multipart_report"),
        ("Auto-Submitted: no", ""),
    ],
)  # fmt: skip
def test_the_surest_header_names_the_rule(lines, rule):
    """What a relay may add to anybody's mail counts after what only machines add."""
    headers = read_headers(f"{lines}\n\n".encode())
    assert bulk_rule(headers, recipients=1) == rule


def test_a_crowd_names_the_rule_last():
    """A message to many says how it was sent before it says to how many."""
    assert bulk_rule({}, recipients=21) == "many_recipients"
    assert bulk_rule({b"list-id": [b"<a.b>"]}, recipients=21) == "list_id"
