"""Addresses, numbers and organisations have one form each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.emails import parse_email
from flows.resolve.organisations import parse_organisation
from flows.resolve.phones import parse_phone


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ("Ana@Example.COM", "ana@example.com"),
        ("mailto:ana@example.com", "ana@example.com"),
        ("Ana Okafor <ana@example.com>", "ana@example.com"),
        ("ana+news@example.com", "ana@example.com"),
        ("a.n.a@gmail.com", "ana@gmail.com"),
        ("a.na+x@googlemail.com", "ana@gmail.com"),
        ("a.na@example.com", "a.na@example.com"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("'ana@example.com'", "ana@example.com"),
        ("no address", None),
        ("ana@", None),
        ("", None),
    ],
)
def test_one_form_for_an_address(written, email):
    """Case, tags, Gmail's dots and international domains make no other address."""
    assert parse_email(written).email == email


@pytest.mark.parametrize(
    ("written", "role", "automated"),
    [
        ("info@example.com", True, False),
        ("sales@example.com", True, False),
        ("no-reply@example.com", False, True),
        ("noreply+42@example.com", False, True),
        ("bounces-7@example.com", False, True),
        ("news@example.com", False, True),
        ("ana@example.com", False, False),
        ("newsome@example.com", False, False),
    ],
)
def test_kinds_of_mailboxes(written, role, automated):
    """A function's and a machine's mailbox are known by their local part."""
    email = parse_email(written)
    assert (email.is_role, email.is_automated) == (role, automated)


@pytest.mark.parametrize(
    ("written", "family"),
    [
        ("marshfamily7@gmail.com", True),
        ("familie.marsh@example.org", True),
        ("the-marsh-family@example.org", True),
        ("marsh@example.org", False),
        ("john.marsh@family.example.org", False),
        ("familiar@example.org", False),
    ],
)
def test_a_familys_mailbox_says_so(written, family):
    """A home's mailbox is known by its own word, beside a name or glued to it."""
    assert parse_email(written).is_family == family


@pytest.mark.parametrize(
    ("written", "region", "phone"),
    [
        ("+34 600 111 222", "", "+34600111222"),
        ("600 111 222", "ES", "+34600111222"),
        ("0034600111222", "ES", "+34600111222"),
        ("(202) 555-0143", "us", "+12025550143"),
        ("tel:+12025550143", "", "+12025550143"),
        ("+1 202 555 0143 ext. 12", "", "+12025550143"),
        ("600 111 222", "", "~600111222"),
        ("12 34", "", None),
        ("none", "ES", None),
    ],
)
def test_one_form_for_a_number(written, region, phone):
    """E.164 where the country is known, else the last nine digits."""
    assert parse_phone(written, region) == phone


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("The Acme Co., Ltd.", "acme"),
        ("ACME", "acme"),
        ("acme.example", ["acme", "example"][0] + " example"),
        ("www.acme.com", "acme"),
        ("Acme & Sons GmbH", "acme and sons"),
        ("A.C.M.E. Inc", "acme"),
        ("Bücher AG", "bucher"),
        ("Buecher", "bucher"),
        ("ООО Ромашка", "romashka"),  # a Russian company
        ("Limited", "limited"),
        ("...", None),
    ],
)
def test_one_key_for_an_organisation(written, key):
    """Legal forms, articles, domains and spelling make no other organisation."""
    assert parse_organisation(written) == key


@given(st.text(max_size=30), st.sampled_from(["", "ES", "US", "xx"]))
def test_any_text_is_read(text, region):
    """No text makes a parser fail; a form once made stays itself."""
    email = parse_email(text).email
    assert email is None or parse_email(email).email == email
    phone = parse_phone(text, region)
    assert phone is None or phone[0] in "+~"
    parse_organisation(text)
