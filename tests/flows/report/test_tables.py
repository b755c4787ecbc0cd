from __future__ import annotations

import csv
import io

import duckdb
import pytest

from flows.report import tables


def rows(file):
    text = file.read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_relationships_stand_in_rank_order(folder):
    """relationships.csv holds every proposable person, best first."""
    found = rows(folder / "relationships.csv")
    assert [row["rank"] for row in found] == [str(n) for n in range(1, 13)]
    assert found[0]["name"] == "Ana Okafor"
    assert found[0]["emails"] == "person1@example.com"
    assert found[0]["action_by"] == "2026-11-20"
    assert found[0]["last_contact"] == "2026-11-12T07:00:00Z"


def test_the_four_lines_of_a_row_add_up(folder):
    """Keep + owed + goal + moment points are cultivate in every row."""
    for row in rows(folder / "relationships.csv"):
        lines = ("keep_points", "owed_points", "goal_points", "moment_points")
        total = sum(float(row[line]) for line in lines)
        assert total == pytest.approx(float(row["cultivate"]), abs=1e-9)


def test_unknown_is_an_empty_cell(folder):
    """What is not known is an empty cell, not nan, None or zero."""
    text = (folder / "relationships.csv").read_text(encoding="utf-8")
    last = rows(folder / "relationships.csv")[-1]
    assert last["last_contact"] == ""
    assert last["organisation"] == ""
    assert not {"nan", "NaN", "NaT", "None", "<NA>"} & set(text.split(","))


def test_score_parts_carry_the_name(folder, database):
    """score_parts.csv has each row of score_parts, with whose it is."""
    found = rows(folder / "score_parts.csv")
    with duckdb.connect(str(database), read_only=True) as con:
        held = con.execute("select count(*) from main.score_parts").fetchall()[0][0]
    assert len(found) == held
    assert {row["name"] for row in found} > {"Ana Okafor", "Peter Rossi"}


def test_lines_end_as_rfc_4180_says(folder):
    """Lines end with CRLF, the last one too."""
    content = (folder / "relationships.csv").read_bytes()
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff20"])
def test_a_formula_becomes_text(start):
    """A text a spreadsheet would run is led by an apostrophe."""
    assert tables.safe_cell(start + "1+1") == "'" + start + "1+1"


def test_a_formula_behind_a_semicolon_becomes_text():
    """Where a spreadsheet parts cells at semicolons, what follows is text too."""
    assert tables.safe_cell("a;=1+1") == "a;'=1+1"
    assert tables.safe_cell(["+1555", "=2"]) == "'+1555; '=2"
    assert tables.safe_cell("a - b, a+b; c-d") == "a - b, a+b; c-d"


def test_a_negative_number_stays_a_number():
    """Only texts are disarmed: figures keep their sign."""
    assert tables.safe_cell(-1.5) == "-1.5"
    assert tables.safe_cell(0.1 + 0.2) == "0.3"


def test_hostile_names_survive_as_text(hostile):
    """Markup stays text in the CSV, a formula is disarmed, directions are gone."""
    found = rows(hostile.parent / "relationships.csv")
    assert found[0]["name"].startswith("<script>")
    assert found[3]["name"].startswith("'=HYPERLINK")
    assert "\u202e" not in (hostile.parent / "relationships.csv").read_text()
