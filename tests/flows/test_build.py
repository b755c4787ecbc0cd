"""Building: the same rows and bytes again, replays apart, failures without loss."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows import settings as settings_file
from flows import steps, warehouse
from flows.settings import Home, UserError
from tests import nights
from tests.flows import orders

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
AS_OF = (SAMPLE / "as_of.txt").read_text().strip()


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Home:
    """The invented world's home, collected and built, its report written."""
    home = Home(tmp_path_factory.mktemp("sample") / "home")
    home.path.mkdir()
    for name in ("cultivate.toml", "journal.md", "decisions.csv"):
        shutil.copy(SAMPLE / name, home.path / name)
    shutil.copytree(SAMPLE / "inbox", home.inbox)
    nights.collect(home)
    build(home)
    return home


@pytest.fixture
def own_sample(sample, tmp_path) -> Home:
    """A copy of the built sample that a test may change."""
    return Home(Path(shutil.copytree(sample.path, tmp_path / "home", symlinks=True)))


def build(home: Home, as_of: str = AS_OF) -> steps.Built:
    settings = settings_file.load(home)
    when = steps.moment(as_of, settings)
    with steps.locked(home):
        built = steps.build(home, settings, when)
        steps.report(home, settings, when, built)
    return built


def tables(database: Path) -> dict[str, list[tuple]]:
    """Every relation of the public face and of the report, with its rows."""
    with duckdb.connect(str(database), read_only=True) as con:
        names = con.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where schema_name in ('main', 'report')"
        ).fetchall()
        return {
            f"{schema}.{name}": con.execute(f'from "{schema}"."{name}"').fetchall()
            for schema, name in names
        }


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every output file."""
    return {
        file.name: file.read_bytes()
        for file in sorted(folder.iterdir())
        if file.suffix != ".duckdb"
    }


def people(home: Home) -> list[tuple]:
    with warehouse.open_database(home) as con:
        return con.execute(
            "select record_id, person_id from contact_records order by all"
        ).fetchall()


def test_building_twice_gives_equal_rows_and_bytes(own_sample):
    """The same inputs and the same as_of: the same relations, the same files."""
    before = tables(own_sample.database)
    day = own_sample.reports / AS_OF
    outputs = files(day)
    build(own_sample)
    after = tables(own_sample.database)
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []
    assert files(day) == outputs


def test_where_rows_lie_makes_no_difference(own_sample):
    """The same relations, questions and files, whatever order rows are read in."""
    once = orders.make(own_sample, AS_OF)
    assert orders.differences(once, orders.make(own_sample, AS_OF, "mixed", 8)) == []
    with warehouse.open_database(own_sample) as con:
        assert orders.tied(con) == []


def test_a_deleted_database_comes_back_with_the_same_people(own_sample):
    """Person ids live in the archive, not in the database that is rebuilt."""
    before = people(own_sample)
    own_sample.database.unlink()
    build(own_sample)
    assert people(own_sample) == before


def test_a_replay_moves_nothing_else(own_sample):
    """A report of an earlier day goes to replay/; latest and the database stay."""
    latest = (own_sample.reports / "latest" / "report.html").read_bytes()
    database = own_sample.database.read_bytes()
    built = build(own_sample, "2026-06-30")
    assert built.replay
    assert (own_sample.reports / "replay" / "2026-06-30" / "report.html").is_file()
    assert own_sample.database.read_bytes() == database
    assert (own_sample.reports / "latest" / "report.html").read_bytes() == latest
    assert not (own_sample.reports / "2026-06-30").exists()


def test_a_report_of_the_future_is_left_behind_today(own_sample):
    """One mistyped year in --as-of does not stop every night until that year."""
    build(own_sample, "2099-01-31")
    today = datetime.now(UTC).replace(microsecond=0).isoformat()
    built = build(own_sample, today)
    assert not built.replay
    assert (own_sample.reports / "latest").resolve() == built.folder.resolve()


def test_a_failing_check_keeps_yesterday(own_sample, monkeypatch, tmp_path):
    """Offenders found by a check stop the swap; yesterday's database stays."""
    database = own_sample.database.read_bytes()
    sql = tmp_path / "sql"
    shutil.copytree(warehouse.SQL, sql)
    (sql / "checks" / "never.sql").write_text("-- One row always.\nselect 1 as one")
    monkeypatch.setattr(warehouse, "SQL", sql)
    with pytest.raises(UserError, match="never found 1 offenders"):
        build(own_sample)
    assert own_sample.database.read_bytes() == database


def test_a_night_that_breaks_keeps_yesterday(own_sample, monkeypatch):
    """Whatever breaks between collecting and the swap, the old database stays."""
    database = own_sample.database.read_bytes()

    def breaks(con):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(warehouse, "run_checks", breaks)
        with pytest.raises(KeyboardInterrupt):
            build(own_sample)
    assert own_sample.database.read_bytes() == database
    assert list(own_sample.path.glob("building*")) == []
    build(own_sample)


def test_the_owner_s_word_counts_from_the_next_build(own_sample):
    """A mute takes the person off the list, and its undo brings them back."""
    query = (
        "select relationships_to_cultivate.person_id, min(record_id) "
        "from relationships_to_cultivate join contact_records using (person_id) "
        "where rank = 1 group by all"
    )
    with warehouse.open_database(own_sample) as con:
        ((person_id, record),) = con.execute(query).fetchall()
    lines = own_sample.decisions.read_text()
    said = f"mine1,2026-11-22T10:00:00+00:00,mute,{record},,,\n"
    own_sample.decisions.write_text(lines + said)
    build(own_sample)
    assert person_id not in proposed(own_sample)
    said += "mine2,2026-11-22T11:00:00+00:00,undo,,,mine1,\n"
    own_sample.decisions.write_text(lines + said)
    build(own_sample)
    assert person_id in proposed(own_sample)


def proposed(home: Home) -> set[str]:
    with warehouse.open_database(home) as con:
        query = "select person_id from relationships_to_cultivate"
        return {row[0] for row in con.execute(query).fetchall()}


def test_a_broken_decision_is_a_problem_with_its_line(own_sample):
    """A line nobody can understand is told with its number; the others count."""
    lines = own_sample.decisions.read_text()
    own_sample.decisions.write_text(lines + "x1,yesterday,mute,vcard/a/b,,,\n")
    build(own_sample)
    with warehouse.open_database(own_sample) as con:
        found = con.execute(
            "select place, what from problems where source = 'decisions'"
        ).fetchall()
    assert found == [(f"line {len(lines.splitlines()) + 1}", "a time that is none")]


def test_every_score_is_the_sum_of_its_parts(sample):
    """For every person and score, the parts add up to the score."""
    with warehouse.open_database(sample) as con:
        worst = con.execute(
            """
            select max(abs(cultivate - total))
            from scores
            join (
                select person_id, sum(points) as total
                from score_parts where score = 'cultivate' group by all
            ) using (person_id)
            """
        ).fetchall()
    assert worst[0][0] < 1e-9


def test_public_relations_stand_without_the_archive(sample):
    """Moved away from its archive, the database still answers everything."""
    assert len(tables(sample.database)) > 20
    with duckdb.connect(str(sample.database), read_only=True) as con:
        views = con.execute(
            "select count(*) from duckdb_views() where not internal"
        ).fetchall()
    assert views == [(0,)]


FACE = {
    "people": "person_id name given_name family_name emails phones organisation title "
    "city country groups tags roles interests birthday kind kind_rule tier muted "
    "sources records first_seen last_seen",
    "contact_records": "record_id source account source_file source_key person_id name "
    "emails phones urls organisation title addresses birthday groups note "
    "phonetic_name nicknames handles department role affiliations anniversary dates "
    "relations labels changed_at",
    "identifiers": "person_id kind value records shared",
    "affiliations": "person_id organisation title kind since until source",
    "person_groups": "person_id group_name why",
    "interactions": "interaction_id person_id happened_at time_source channel "
    "direction others role source account source_key thread_id subject "
    "duration_minutes accepted place asks_question says_thanks introduces "
    "has_attachment invitation words language machine machine_rule",
    "scores": "person_id as_of closeness due owed goals cultivate confidence state "
    "layer last_contact last_channel last_face_to_face rhythm_days target_days "
    "give_share closeness_90d_ago",
    "score_parts": "person_id score part points fact happened_at source evidence",
    "owed": "person_id kind since points fact evidence",
    "waiting": "person_id since fact evidence",
    "give_and_take": "person_id kind happened_at value fact evidence",
    "moments": "person_id kind happens_on fact",
    "closeness_changes": "person_id part points points_90d_ago moved",
    "goals": "goal_id sentence priority",
    "roles": "role what_for people filled_by",
    "targets": "target_id goal_id kind name title organisation need priority",
    "introductions": "target_id person_id strength link evidence",
    "introduced": "person_id by_person_id happened_at evidence",
    "relationships_to_cultivate": "rank person_id name organisation title action "
    "action_by cultivate keep_points owed_points goal_points moment_points reasons",
    "match_candidates": "record_a record_b weight band evidence rule",
    "merges": "person_id record_id rule evidence judged_by",
    "kinds": ("kind questions pairs same different judgement decision_id happened_at"),
    "judgements": "decision_id record_a record_b judgement happened_at note",
    "person_redirects": "old_id person_id run_id why",
    "excluded": "address person_id rule messages",
    "problems": "run_id source account file place what why cure",
    "runs": "run_id kind started_at finished_at state undone",
    "source_runs": "run_id source account file records interactions problems "
    "seconds state",
}


def test_the_public_face_is_whole_and_explained(sample):
    """Each public relation has its columns, and each of them a comment."""
    with warehouse.open_database(sample) as con:
        columns = con.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where schema_name = 'main' and not internal "
            "order by table_name, column_index"
        ).fetchall()
        relations = con.execute(
            "select comment from duckdb_tables() where schema_name = 'main'"
        ).fetchall()
    found = {}
    for table, column, _ in columns:
        found.setdefault(table, []).append(column)
    assert found == {table: face.split() for table, face in FACE.items()}
    assert [column for column in columns if not column[2]] == []
    assert all(
        comment and comment.startswith("One row per") for (comment,) in relations
    )
