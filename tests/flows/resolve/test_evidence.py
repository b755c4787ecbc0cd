"""The model of evidence: what Splink says of a pair, we say of it too."""

from __future__ import annotations

import json
import logging

import pytest

from flows.resolve import evidence

MODEL = json.loads(evidence.MODEL.read_text(encoding="utf-8"))
NAMES = [
    "Ana Okafor",
    "Anna Okafor",
    "A. Okafor",
    "Okafro, Ana",
    "Ben Lund",
    "Benjamin Lund",
]


@pytest.fixture
def book(world):
    """Cards that agree and differ in every column the model compares."""
    for place, name in enumerate(NAMES * 3):
        world.card(
            f"{place:02}",
            name,
            organisation=["Acme Ltd", "ACME", "Globex"][place % 3],
            emails=[f"box{place % 7}@example.com"],
            phones=[f"+1202555010{place % 5}"],
            birthday=["1980-04-01", "1980-01-04", "", "1980-04-02"][place % 4],
            addresses=[f"{place % 2 + 1} Oak Street, Brookport, 10061"],
            city="Brookport",
            handles=[f"social:12345{place % 3}7"] if place % 2 else [],
        )
    world.resolve()
    return world


def test_our_sql_weighs_as_splink_does(book):
    """Every pair has the weight that Splink's own predict gives with this model."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    con = book.con
    records = con.execute("select count(*) from matches.evidence").fetchall()[0][0]
    chance = 2 ** evidence.prior(MODEL, records)
    settings = MODEL | {"probability_two_random_records_match": chance / (1 + chance)}
    settings.pop("trained_on_records")
    api = DuckDBAPI(con)
    con.execute("create table cards as from matches.evidence")
    linker = Linker(api.register("cards"), settings, log_level=None)
    for column in ("family_key", "given_key", "birthday"):
        shares = con.sql(
            f"select distinct {column}, {evidence.rarity(column)} as tf_{column} "
            "from matches.evidence"
        ).df()
        linker.table_management.register_term_frequency_lookup(
            api.register(shares.dropna()), column
        )
    theirs = {
        tuple(sorted(pair)): weight
        for *pair, weight in con.execute(
            "select unique_id_l, unique_id_r, match_weight "
            f"from {linker.inference.predict().physical_name}"
        ).fetchall()
    }
    names = [c["output_column_name"] for c in MODEL["comparisons"]]
    total = " + ".join(f"mw_{name}" for name in names)
    ours = {
        tuple(sorted(pair)): bits + evidence.prior(MODEL, records)
        for *pair, bits in con.execute(
            f"select unique_id_l, unique_id_r, {total} from ({evidence.weights(MODEL)})"
        ).fetchall()
    }
    assert len(ours) > 50
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_a_likeness_of_name_alone_never_joins(world):
    """The rarest of names, alike in all letters, is at most a question."""
    world.card("1", "Xanthippe Quillfeather", emails=["x@example.com"])
    world.card("2", "Xanthippe Quillfeather", city="Brookport")
    assert len(world.resolve()) == 2


def test_a_mail_domain_stands_for_its_employer(world):
    """Whoever writes from a domain works where its other people say they do."""
    for key, name in enumerate(["Carla Reyes", "Dmitri Volkov", "Emil Sand"]):
        mail = [f"{name[0].lower()}@acme.example.com"]
        world.card(f"c{key}", name, emails=mail, organisation="Acme Ltd")
    mail = world.participant("rob@acme.example.com", "Rob Quillfeather")
    card = world.card("1", "Robert Quillfeather", organisation="ACME")
    world.resolve()
    assert world.together(mail, card)
    rows = world.rows("select rule, evidence from people.merges")
    assert [rule for rule, _ in rows] == ["weight_of_evidence"]
    assert "employer +" in rows[0][1]


def test_an_official_number_outweighs_a_slip(world):
    """One number, one birthday and another given name are one human, as FEBRL has."""
    fields = {"birthday": "1980-04-01", "handles": ["social:1234567"]}
    one = world.card("1", "Kylie Dixon", **fields)
    two = world.card("2", "Madison Dixon", **fields)
    world.resolve()
    assert world.together(one, two)


def test_a_family_name_changes(world):
    """One birthday, given name and home, and another family name, are one human."""
    home = {"addresses": ["7 Oak Street, Brookport, 10061"], "city": "Brookport"}
    one = world.card("1", "Kylie Dixon", birthday="1980-04-01", **home)
    two = world.card("2", "Kilie Varga", birthday="1980-04-01", **home)
    world.resolve()
    assert world.together(one, two)


def test_a_mistyped_birthday_tells_still(world):
    """A day no calendar has, two digits swapped, joins one name at one home."""
    home = {"addresses": ["7 Oak Street, Brookport, 10061"], "city": "Brookport"}
    one = world.card("1", "Kylie Dixon", birthday="1951-09-06", **home)
    two = world.card("2", "Kylie Dixon", dates=["birthday: 1951-00-96"], **home)
    world.resolve()
    assert world.together(one, two)
    assert (
        "birthday but for a slip"
        in world.rows("select evidence from people.merges")[0][0]
    )


def test_a_slip_in_the_year_is_no_slip(world):
    """Thirty years apart to the day are a father and a son of one name."""
    home = {"addresses": ["7 Oak Street, Brookport, 10061"], "city": "Brookport"}
    world.card("1", "Kylie Dixon", birthday="1951-09-06", **home)
    world.card("2", "Kylie Dixon", birthday="1981-09-06", **home)
    assert len(world.resolve()) == 2


def test_a_family_name_alone_is_no_given_name(world):
    """A card that keeps `Dixon` as the family name suits Kylie Dixon's."""
    home = {"addresses": ["7 Oak Street, Brookport, 10061"], "city": "Brookport"}
    one = world.card("1", "Kylie Dixon", birthday="1980-04-01", **home)
    two = world.card("2", "Dixon", family_name="Dixon", birthday="1980-04-01", **home)
    world.resolve()
    assert world.together(one, two)


def test_twins_stay_two(world):
    """One family, birthday and home, and two given names, are two humans."""
    home = {"addresses": ["7 Oak Street, Brookport, 10061"], "city": "Brookport"}
    world.card("1", "Kylie Dixon", birthday="1980-04-01", **home)
    world.card("2", "Madison Dixon", birthday="1980-04-01", **home)
    assert len(world.resolve()) == 2


def test_the_model_names_every_level():
    """Each level of each comparison has its words, and m and u that are shares."""
    for comparison in MODEL["comparisons"]:
        told = [
            level
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        assert all(level["label_for_charts"] for level in told)
        for share in ("m_probability", "u_probability"):
            assert sum(level[share] for level in told) == pytest.approx(1, abs=1e-4)
