"""Bytes of mail become text, whatever they claim to be."""

from __future__ import annotations

from email.charset import QP, Charset
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._mail_decode import (
    codec_name,
    decode_bytes,
    decode_text,
    decode_transfer,
)


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?B?WsO8cmljaA==?=", "Zürich"),
        (b"=?UTF-8?q?Z=C3=BCrich_?= =?UTF-8?q?See?=", "Zürich See"),
        (b"=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü"),
        (b"Re: =?iso-8859-1?Q?Gr=FC=DFe?= an alle", "Re: Grüße an alle"),
        (b"=?iso-8859-1?Q?=80?=", "€"),
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        (b"=?iso-2022-jp?B?GyRCOzNFRBsoQg==?=", "山田"),
        (b"=?koi8-r?B?0NLJ18XU?=", "привет"),
        (b"=?utf-8*en?Q?caf=C3=A9?=", "café"),
        (b"=?no-such-charset?Q?caf=E9?=", "café"),
        (b"=?utf-8?Q?two words?=", "two words"),
        (b"Gr\xfc\xdfe", "Grüße"),
        ("Grüße".encode(), "Grüße"),
        (b"a\r\n b\r\n\tc", "a b c"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?utf-8?B?", "=?utf-8?B?"),
        (b"nul\x00 and bell\x07", "nul and bell"),
    ],
)  # fmt: skip
def test_headers(raw, want):
    """Encoded words, raw bytes and folded lines read as their author meant."""
    assert decode_text(raw) == want


@given(
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")),
        max_size=200,
    ),
    st.sampled_from(["base64", "quoted"]),
)
def test_reads_what_the_standard_library_writes(text, way):
    """A header encoded by Python's own library comes back, however it was cut."""
    text = " ".join(text.split())
    charset = Charset("utf-8")
    if way == "quoted":
        charset.header_encoding = QP
    written = Header(text, charset, header_name="Subject").encode()
    assert decode_text(written.encode("utf-8")) == text


@given(st.binary(max_size=300), st.text(max_size=12))
def test_any_bytes_in_any_charset(data, charset):
    """Random bytes under a random charset never fail."""
    assert isinstance(decode_bytes(data, charset), str)
    assert isinstance(decode_text(data), str)
    decode_transfer(data, "base64")
    decode_transfer(data, "quoted-printable")


@pytest.mark.parametrize(
    "label", ["rot13", "zlib", "idna", "punycode", "undefined", "x"]
)
def test_no_charset(label):
    """What is no character set is not used as one."""
    assert codec_name(label) == ""


def test_valid_utf_8_wins():
    """Text that is UTF-8 is read so even where a header says Latin-1."""
    assert decode_bytes("Zoë".encode(), "iso-8859-1") == "Zoë"


def test_half_letters():
    """A charset that can spell half a letter gives a question mark for it."""
    assert decode_text(b"=?utf-7?Q?+2AA-?=") == "?"
