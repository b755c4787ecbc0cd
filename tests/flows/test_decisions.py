"""decisions.csv: every line counts or says what is wrong with it."""

from __future__ import annotations

import duckdb
import pytest

from flows import decisions, warehouse

HEAD = ",".join(decisions.COLUMNS) + "\n"
GOOD = "d1,2026-11-01T10:00:00+01:00,tier,vcard/google/ana,,2,\n"


def read(home, text):
    home.decisions.write_text(text, encoding="utf-8")
    return decisions.read(home)


def test_a_line_is_read_in_utc(home):
    """Times come in any zone and are kept in UTC."""
    (line,) = read(home, HEAD + GOOD)
    assert (line.verb, line.record_a, line.value) == ("tier", "vcard/google/ana", "2")
    assert str(line.happened_at) == "2026-11-01 09:00:00"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("d1,2026-11-01", "2 columns"),
        ("d1,2026-11-01,tier,vcard/a/b,,,,,", "9 columns"),
        (",2026-11-01,tier,vcard/a/b,,1,", "an id that is missing"),
        ("d1,soon,tier,vcard/a/b,,1,", "a time that is none"),
        ("d1,2026-11-01,teir,vcard/a/b,,1,", "an unknown verb"),
        ("d1,2026-11-01,tier,Ana,,1,", "no record"),
        ("d1,2026-11-01,same,vcard/a/b,,,", "no second record"),
        ("d1,2026-11-01,same_kind,,,any_name,", "no kind"),
    ],
)
def test_a_broken_line_says_what_is_wrong(home, broken, says):
    """The others are read all the same, and the number is the file's own."""
    last = GOOD.replace("d1", "d2")
    wrong, good = read(home, HEAD + broken + "\n" + last)
    assert (wrong.line, wrong.decision_id) == (2, broken.split(",")[0])
    assert says in wrong.what
    assert wrong.cure
    assert good.decision_id == "d2"


def test_a_quote_nobody_closed_ends_with_its_line(home):
    """What the owner said after it still counts."""
    wrong, good = read(home, HEAD + 'd0,2026-11-01,mute,"vcard/a,,,\n' + GOOD)
    assert (wrong.line, wrong.what) == (2, "no record")
    assert (good.line, good.decision_id) == (3, "d1")


def test_an_id_counts_once(home):
    """The second line of an id is the broken one."""
    first, second = read(home, HEAD + GOOD + GOOD)
    assert first.what == ""
    assert "used before" in second.what


def test_spreadsheets_may_have_touched_it(home):
    """A byte order mark, quotes, empty lines and missing tails do no harm."""
    text = "\ufeff" + HEAD + '\n"d1","2026-11-01","mute","vcard/a/b"\n\n'
    (line,) = read(home, text)
    assert line.verb == "mute"
    assert line.value == ""


def test_no_file_is_no_decision(home):
    """A home without decisions.csv has none."""
    assert decisions.read(home) == []


def test_what_stands_in_the_archive_is_not_written_again(home):
    """Every source of a night asks; the archive may be closed to writers then."""
    home.decisions.write_text(HEAD + GOOD + "d2,2026-11-01\n")
    with warehouse.open_archive(home) as con:
        decisions.load(con, home)
    with warehouse.read(home.archive) as con:
        decisions.load(con, home)
        home.decisions.write_text(HEAD + GOOD)
        with pytest.raises(duckdb.Error):
            decisions.load(con, home)
    with warehouse.open_archive(home) as con:
        decisions.load(con, home)
        held = con.execute("select decision_id, what from raw.decisions").fetchall()
    assert held == [("d1", "")]
