"""Addresses and names out of From, To and Cc."""

from __future__ import annotations

from email.headerregistry import Address
from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._mail_people import clean_name, name_before_via, read_mailboxes

ANA = ("", "ana@example.org")
NAMED_ANA = ("Ana Okafor", "ana@example.org")
A, B, C = ("", "a@example.org"), ("B", "b@example.org"), ("", "c@example.org")
J, K = ("J", "j@example.net"), ("K", "k@example.net")
NO_J, NO_K = ("", "j@example.net"), ("", "k@example.net")
ZOE = ("Zoë", "zoe@example.org")


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("ana@example.org", [ANA]),
        ("<Ana@Example.ORG>", [ANA]),
        ("Ana Okafor <ana@example.org>", [NAMED_ANA]),
        ('"Okafor, Ana" <ana@example.org>', [("Okafor, Ana", "ana@example.org")]),
        ("'Ana Okafor' <ana@example.org>", [NAMED_ANA]),
        ('"Ana \\"Nan\\" O" <ana@example.org>', [('Ana "Nan" O', "ana@example.org")]),
        ("ana@example.org (Ana Okafor)", [NAMED_ANA]),
        ("ana@example.org (Ana (not Nan) O)", [("Ana O", "ana@example.org")]),
        ("ana at example.org (Ana Okafor)", [NAMED_ANA]),
        ("Ana Okafor <ana at example.org>", [NAMED_ANA]),
        ("ana at example dot org", [ANA]),
        ("Okafor Ana", []),
        ("undisclosed-recipients:;", []),
        ("Crew: ana@example.org, bj@example.net;", [ANA, ("", "bj@example.net")]),
        ("a@example.org, B <b@example.org>;c@example.org", [A, B, C]),
        ('"ana@example.org" <ana@example.org>', [ANA]),
        ("ana <ana@example.org>", [ANA]),
        ("Ana <ana@example.org>", [("Ana", "ana@example.org")]),
        (
            "=?utf-8?Q?Okafor=2C_Ana?= <ana@example.org>",
            [("Okafor, Ana", "ana@example.org")],
        ),
        ('"=?utf-8?Q?Zo=C3=AB?=" <zoe@example.org>', [ZOE]),
        ("=?utf-8?Q?Zo=C3=AB?= <=?utf-8?Q?zoe=40example.org?=>", [ZOE]),
        ("J <j@xn--bcher-kva.example>", [("J", "j@bücher.example")]),
        ("J <j@BÜCHER.example>", [("J", "j@bücher.example")]),
        ("J <@relay.example.com:j@example.net>", [J]),
        ("J <mailto:j@example.net>", [J]),
        ('"j"@example.net', [NO_J]),
        ("J <j@example.net", [J]),
        ('"J <j@example.net>, k@example.net', [NO_J, NO_K]),
        ("a@example.org b@example.org", [A, ("", "b@example.org")]),
        ("MAILER-DAEMON", []),
        ("J\r\n <j@example.net>,\r\n\tK <k@example.net>", [J, K]),
        ("@example.net, j@, <>", []),
        ("", []),
    ],
)
def test_mailboxes(value, want):
    """Each way of writing mailboxes gives the names and addresses meant."""
    assert [tuple(box) for box in read_mailboxes(value.encode())] == want


def test_raw_latin_1():
    """A name in bytes that are no UTF-8 is read as Windows' Latin letters."""
    found = read_mailboxes("Jürgen <j@example.net>".encode("latin-1"))
    assert found[0].name == "Jürgen"


@given(
    name=st.text(
        alphabet=st.characters(
            whitelist_categories=("Lu", "Ll", "Lo"), max_codepoint=0x2FFF
        ),
        min_size=2,
        max_size=20,
    ),
    local=st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,20}", fullmatch=True),
)
def test_reads_what_the_standard_library_writes(name, local):
    """A mailbox formatted by Python's own library comes back as it was."""
    address = f"{local}@example.org"
    written = formataddr((name, address)).encode()
    (found,) = read_mailboxes(written)
    assert found.address == address
    assert found.name == clean_name(name, address)


@given(
    first=st.text(alphabet="abcXYZ ,;:()<>\"\\@.'", min_size=1, max_size=25),
    second=st.text(alphabet="abcXYZ ,;:()<>\"\\@.'", min_size=1, max_size=25),
)
def test_quoted_names_hide_no_mailbox(first, second):
    """Whatever stands in quoted names, the two addresses are found, and no other."""
    mailboxes = [
        str(Address(display_name=first, username="a", domain="example.org")),
        str(Address(display_name=second, username="b", domain="example.org")),
    ]
    found = read_mailboxes(", ".join(mailboxes).encode())
    assert [box.address for box in found] == ["a@example.org", "b@example.org"]


@given(st.binary(max_size=500))
def test_any_bytes(data):
    """Random bytes never fail, and an address is always lower-case with one @."""
    for box in read_mailboxes(data):
        assert box.address == box.address.lower()
        assert "@" in box.address


@pytest.mark.parametrize(
    "value", ["(" * 60_000, "<" * 60_000, '"' * 60_000, "a@" * 30_000]
)
def test_hostile_values(value):
    """Tens of thousands of opening brackets end soon and name nobody."""
    assert len(read_mailboxes(value.encode())) <= 1


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("Ana Okafor via Devs", "Ana Okafor"),
        ("'Ana Okafor' via Devs", "Ana Okafor"),
        ("Ana Okafor (via Papers)", "Ana Okafor"),
        ("Olivia Devs", ""),
        ("Via Verde", ""),
    ],
)
def test_via(name, want):
    """Who speaks through a list or a service is the part before "via"."""
    assert name_before_via(name) == want
