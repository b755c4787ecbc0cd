"""Mailboxes on servers that are slow, ill, or know the protocol in their own way."""

from __future__ import annotations

import pytest

from connectors import _imap_sync
from flows.warehouse import open_archive
from tests.connectors.live import night, standing
from tests.connectors.odd_imap import OddServer
from tests.connectors.test_imap import account, keys, messages, signed_in  # noqa: F401  # a fixture

pytestmark = pytest.mark.usefixtures("signed_in")


@pytest.fixture
def odd(monkeypatch):
    monkeypatch.setattr(_imap_sync, "BATCH", 5)
    made = OddServer(20)
    yield made
    made.close()


def problems(home):
    with open_archive(home) as con:
        return con.execute("select what from raw.problems order by all").fetchall()


def test_the_next_batches_are_asked_for_before_the_first_has_come(home, odd):
    """The server answers none before it has heard of all, and tells the last first."""
    odd.gathers = 4
    account(home, odd, timeout=10)
    assert night(home, "imap").interactions == 20
    assert messages(home).count(b"X-Cultivate: ") == 20
    assert standing(home) == keys(*range(1, 21))


@pytest.mark.parametrize("refuses", ["NO not this one", "BAD nor in this way"])
def test_a_message_the_server_cannot_give_spoils_no_other(home, odd, refuses):
    """It is a problem with its cure, and not asked for again; the rest is read."""
    odd.refused, odd.refuses = {3, 20}, refuses
    account(home, odd)
    tally = night(home, "imap")
    assert (tally.interactions, tally.problems, tally.whys) == (18, 2, ())
    assert standing(home) == keys(*set(range(1, 21)) - {3, 20})
    assert (
        problems(home) == [("the server has this message and could not give it",)] * 2
    )
    odd.asked.clear()
    assert night(home, "imap").unchanged == 1
    assert not [words for words in odd.asked if "FETCH" in words]


def test_a_server_that_gives_nothing_is_told_and_asked_again(home, odd):
    """Nothing is noted as lost, so that nothing is, when it is well again."""
    odd.refused = set(range(6, 21))
    account(home, odd)
    (why,) = night(home, "imap").whys
    assert "refuses to give many messages; look whether a mail program" in why
    odd.refused = set()
    night(home, "imap")
    assert standing(home) == keys(*range(1, 21))


def test_a_deletion_shows_where_only_flags_are_counted(home, odd):
    """Without QRESYNC a deletion need not raise HIGHESTMODSEQ: it is seen still."""
    account(home, odd)
    night(home, "imap")
    (there,) = odd.folders.values()
    del there[4]
    night(home, "imap")
    assert standing(home) == keys(*set(range(1, 21)) - {4})


def test_a_changed_flag_opens_no_folder(home, odd):
    """HIGHESTMODSEQ rose, no message came or went: nothing is asked for."""
    account(home, odd)
    night(home, "imap")
    odd.modseq += 1
    odd.asked.clear()
    night(home, "imap")
    assert not [words for words in odd.asked if "EXAMINE" in words]


def test_an_empty_header_is_not_taken_for_the_text(home, odd):
    """Given as "", it leaves a problem; no word of the text is written."""
    odd.heads[3] = b""
    account(home, odd, text=True)
    tally = night(home, "imap")
    assert (tally.interactions, tally.problems) == (19, 1)
    assert b"See you there" not in messages(home)


@pytest.mark.parametrize(
    "listed",
    ['() "/" "B\xfccher"', '() "/" "Cut &AOQ"', "() NIL Lists", '() "/" "A\\"b\\\\c"'],
)
def test_a_folder_may_be_called_anything(home, odd, listed):
    """By the letter of the protocol, in no known charset, or quoted twice."""
    odd.folders = {listed: dict.fromkeys(range(1, 21))}
    account(home, odd)
    assert night(home, "imap").whys == ()
    assert standing(home) == keys(*range(1, 21))
