"""`sql` answers, in four shapes, and can do nothing else."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.commands import main
from flows.commands._database import questions
from flows.settings import Home

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
QUESTIONS = questions()


def test_an_answer_is_a_table(call, shared):
    """Columns stand in line, numbers to the right, NULL is empty."""
    query = (
        "select * from (values ('Ana', 5, null), ('José', 12, 'x')) t(name, n, note)"
    )
    shown = call(shared, "sql", query)
    assert shown.code == 0
    assert shown.out.splitlines() == [
        "name   n  note",
        "----  --  ----",
        "Ana    5",
        "José  12  x",
    ]


def test_an_answer_is_csv(call, shared):
    """--format csv has a header, lists as JSON, times in ISO."""
    query = "select 'a,b' as x, [1, 2] as y, timestamp '2026-01-31 10:00' as z"
    shown = call(shared, "sql", query, "--format", "csv")
    assert list(csv.reader(io.StringIO(shown.out))) == [
        ["x", "y", "z"],
        ["a,b", "[1, 2]", "2026-01-31T10:00:00"],
    ]


def test_an_answer_is_json(call, shared):
    """--format json is one array of objects."""
    query = "select i, [i] as l, date '2026-01-31' as d, null as n from range(2) t(i)"
    shown = call(shared, "sql", query, "--format", "json")
    assert json.loads(shown.out) == [
        {"i": 0, "l": [0], "d": "2026-01-31", "n": None},
        {"i": 1, "l": [1], "d": "2026-01-31", "n": None},
    ]


def test_a_decimal_is_a_number(call, shared):
    """0.5 is a number in JSON, and stands to the right in a table."""
    query = "select * from (values (0.5), (12.25)) t(n)"
    answer = call(shared, "sql", query, "--format", "json").out
    assert json.loads(answer) == [{"n": 0.5}, {"n": 12.25}]
    assert call(shared, "sql", query).out.splitlines()[2] == " 0.50"


@pytest.mark.parametrize("shape", ["table", "parquet"])
def test_a_statement_without_an_answer_is_wrong_use(call, shared, tmp_path, shape):
    """What gives no rows is told, and leaves no file."""
    place = ("--format", shape, "--output", tmp_path / "x")
    asked = call(shared, "sql", "-- only a comment, no question", *place)
    assert asked.code == 2
    assert not (tmp_path / "x").exists()


def test_no_rows_are_an_answer_too(call, shared):
    """An empty answer is an empty array, a lone header, a table without lines."""
    query = "select 1 as a where false"
    assert json.loads(call(shared, "sql", query, "--format", "json").out) == []
    assert call(shared, "sql", query, "--format", "csv").out == "a\n"
    assert call(shared, "sql", query).out.splitlines() == ["a", "-"]


def test_an_answer_is_parquet(call, shared, tmp_path):
    """--format parquet writes the file named, readable by the owner only."""
    file = tmp_path / "people.parquet"
    asked = ("sql", "select i from range(25000) t(i)", "--format", "parquet")
    assert call(shared, *asked, "--output", file).code == 0
    assert pq.read_table(file).column("i").to_pylist() == list(range(25000))
    assert file.stat().st_mode & 0o777 == 0o600


def test_parquet_needs_a_file(call, shared):
    """Parquet on a terminal is wrong use."""
    refused = call(shared, "sql", "select 1", "--format", "parquet")
    assert refused.code == 2
    assert "--output" in refused.err


def test_output_takes_every_format(call, shared, tmp_path):
    """--output writes the same bytes that would have been shown."""
    for shape in ("table", "csv", "json"):
        file = tmp_path / shape
        shown = call(shared, "sql", "select 'é' as a", "--format", shape).out
        call(shared, "sql", "select 'é' as a", "--format", shape, "--output", file)
        assert file.read_text(encoding="utf-8") == shown


def test_a_file_is_a_question(call, shared, tmp_path):
    """FILE.sql is read and asked."""
    file = tmp_path / "mine.sql"
    file.write_text("-- mine\nselect 42 as answer\n")
    assert "42" in call(shared, "sql", file).out
    assert call(shared, "sql", tmp_path / "none.sql").code == 2


def test_a_relation_s_name_is_a_question(call, shared):
    """`cultivate sql people` shows the relation."""
    assert call(shared, "sql", "people").out == call(shared, "sql", "from people").out


def test_an_unknown_name_is_told(call, shared):
    """A single word that is no question says how to see them."""
    refused = call(shared, "sql", "peple")
    assert refused.code == 2
    assert "did you mean people?" in refused.err


def test_a_wrong_query_is_one_line(call, shared):
    """DuckDB's complaint comes in one line, without the traceback."""
    refused = call(shared, "sql", "select nme from people")
    assert refused.code == 1
    assert "nme" in refused.err
    assert refused.err.count("\n") == 1


@pytest.mark.parametrize(
    "query",
    [
        "create table x as select 1",
        "delete from people",
        "update people set name = 'x'",
        "drop table people",
        "copy people to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('{folder}/home/cultivate.toml')",
        "select * from glob('/etc/*')",
        "attach '{folder}/out.duckdb' as o",
        "attach ':memory:' as m",
        "install httpfs",
        "load '/tmp/x.duckdb_extension'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset memory_limit",
        "select * from words",
    ],
)
def test_sql_can_only_read(call, shared, tmp_path, query):
    """No writing, no file, no other database, no extension, no setting, no Python."""
    before = shared.database.read_bytes()
    refused = call(shared, "sql", query.format(folder=tmp_path))
    assert refused.code == 1
    assert shared.database.read_bytes() == before
    assert not list(tmp_path.glob("out*"))


def test_without_a_question_it_lists_what_can_be_asked(call, shared):
    """The ready questions with their first lines, the relations with comments."""
    shown = call(shared, "sql").out
    for name in QUESTIONS:
        assert name in shown
    assert "Who went quiet" in shown
    assert "score_parts" in shown


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_ready_question_is_answered(call, shared, name):
    """A question of sql/questions runs on a database as a night leaves it."""
    answered = call(shared, "sql", name, "--format", "json")
    assert answered.code == 0, answered.err
    assert isinstance(json.loads(answered.out), list)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_says_what_it_answers(name):
    """The first line of a question is its comment; its last begins select or order."""
    text = QUESTIONS[name].read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert max(map(len, text.splitlines())) <= 80


def test_ready_questions_answer_truly(call, shared):
    """Ana is owed an answer; José is no newcomer of March; her birthday is near."""

    def ask(name):
        return json.loads(call(shared, "sql", name, "--format", "json").out)

    assert {row["name"] for row in ask("i_owe")} >= {"Ana Okafor"}
    assert {"Ana Okafor", "José Núñez"} <= {row["name"] for row in ask("new_people")}
    assert [(r["name"], r["happens_on"]) for r in ask("birthdays")] == [
        ("Ana Okafor", "2026-04-11")
    ]
    at_work = {r["organisation"]: r["names"] for r in ask("who_works_where")}
    assert at_work["Example Robotics"] == ["Ana Okafor"]
    assert {row["source"] for row in ask("sources_health")} == {"eml", "vcard"}


def test_a_terminal_is_not_steered_by_a_name(call, shared):
    """Control characters in a value are shown as a replacement mark."""
    shown = call(shared, "sql", "select 'A' || chr(27) || '[2J' as name")
    assert "\x1b" not in shown.out
    assert "A\N{REPLACEMENT CHARACTER}[2J" in shown.out


def test_without_a_database_it_says_how_to_make_one(call, home):
    """Before the first run a question ends with 1 and the next step."""
    refused = call(home, "sql", "select 1")
    assert refused.code == 1
    assert "cultivate run" in refused.err


def test_a_database_that_is_none_is_told(call, lived_in):
    """A damaged file ends with 1 and the way to make it anew, in one line."""
    lived_in.database.write_bytes(b"no database" * 1000)
    refused = call(lived_in, "sql", "select 1")
    assert refused.code == 1
    assert "cultivate build" in refused.err
    assert refused.err.count("\n") == 1


def test_reading_goes_on_while_a_night_replaces_the_database(call, lived_in, tmp_path):
    """A reader holds no lock the night would wait for: a rename is enough."""
    from flows.commands._database import sealed
    from flows.settings import load

    con = sealed(lived_in, load(lived_in))
    fresh = Path(tmp_path / "fresh.duckdb")
    fresh.write_bytes(lived_in.database.read_bytes())
    fresh.replace(lived_in.database)
    assert con.execute("select count(*) > 0 from people").fetchall() == [(True,)]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The invented person's world after a night."""
    home = Home(tmp_path_factory.mktemp("sample") / "home")
    shutil.copytree(SAMPLE, home.path)
    day = (SAMPLE / "as_of.txt").read_text().strip()
    assert main(["--home", str(home.path), "run", "--as-of", day]) == 0
    return home


def answers(call, home, name):
    return json.loads(call(home, "sql", name, "--format", "json").out)


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "unread_files"])
def test_every_ready_question_has_an_answer_in_a_lived_in_world(call, sample, name):
    """Each finds somebody among the sample's people, files or columns."""
    assert answers(call, sample, name)


def test_ready_questions_answer_what_the_sample_s_truth_says(call, sample):
    """Who introduced whom, who is waited for, the balance and the ways are right."""
    introduced = answers(call, sample, "introduced_whom")
    assert ("Pietro Rossi", "Beatriz Salas") in {
        (row["introducer"], row["introduced"]) for row in introduced
    }
    assert "Greta Holm" in {row["name"] for row in answers(call, sample, "waiting_for")}
    assert answers(call, sample, "balance")[0]["balance"] < 0
    ways = answers(call, sample, "ways_in")
    assert ("Núria Font", "Ingrid Solberg") in {
        (row["target"], row["introducer"]) for row in ways
    }
    assert "Sam Whitfield" in {
        r["name"] for r in answers(call, sample, "knows_everyone")
    }


ENDLESS = "select count(*) from range(3000000) a, range(3000000) b where hash(a, b) = 0"


def test_a_question_without_end_is_stopped(call, lived_in):
    """The settings' bound ends it with a line, and the next one is answered."""
    text = lived_in.settings_file.read_text()
    lived_in.settings_file.write_text(
        text.replace("# question_seconds = 300.0", "question_seconds = 1")
    )
    ended = call(lived_in, "sql", ENDLESS)
    assert ended.code == 1
    assert "question_seconds" in ended.err
    assert call(lived_in, "sql", "select 1 as one").code == 0


def test_there_are_twenty_questions():
    """As many as the papers promise."""
    assert len(QUESTIONS) >= 20


def test_a_long_question_draws_no_bar_into_a_pipe(lived_in):
    """Only the answer comes out, however long it takes."""
    slow = "select count(*) from range(300000) a, range(4000) b where hash(a, b) = 0"
    script = "import sys; from flows.commands import main; main(sys.argv[1:])"
    words = [sys.executable, "-c", script, "--home", lived_in.path, "sql", slow]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "%" not in done.stdout + done.stderr


def test_what_a_question_spills_is_the_owner_s_alone(call, lived_in):
    """Rows that memory cannot hold lie beside the database, 0700 and 0600."""
    text = '\n[database]\nmemory_limit = "40MB"\n'
    settings = lived_in.settings_file.read_text().partition("\n[database]")[0]
    lived_in.settings_file.write_text(settings + text)
    seen = set()
    done = threading.Event()

    def watch():
        while not done.wait(0.01):
            for path in lived_in.path.rglob("*"):
                with contextlib.suppress(OSError):
                    seen.add((path.is_dir(), path.stat().st_mode & 0o777, path.suffix))

    watcher = threading.Thread(target=watch)
    before = os.umask(0o022)
    watcher.start()
    try:
        query = "from range(4_000_000) t(i) order by hash(i) limit 1 offset 3_000_000"
        assert call(lived_in, "sql", query).code == 0
    finally:
        done.set()
        watcher.join()
        os.umask(before)
    assert {mode for folder, mode, _ in seen if folder} == {0o700}
    assert {mode for folder, mode, _ in seen if not folder} == {0o600}
    assert (False, 0o600, ".tmp") in seen
