from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from conftest import HOSTILE, SETTINGS, add_report_floor
from report_world import AS_OF, RELATIONS

from flows import report
from flows.report import details, html, reading

SECTIONS = [
    "week",
    "owed",
    "touch",
    "goals",
    "weak",
    "give",
    "groups",
    "learned",
    "everyone",
    "health",
    "counted",
]


class Page(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="session")
def text(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def island(text, name="data"):
    found = re.search(
        rf'<script type="application/json" id="{name}">(.*?)</script>', text
    )
    return json.loads(found.group(1))


def test_sections_stand_in_their_order(text):
    """Each section is there once, in the order one reads them."""
    ids = [attrs["id"] for attrs in Page(text).all("section")]
    assert ids == SECTIONS


def test_every_section_has_a_heading_and_a_first_sentence(text):
    """A section opens with what it found, or with what would fill it."""
    for section in re.findall(r"(?s)<section.*?</section>", text):
        assert re.search(r'(?s)</h2>\s*<p class="(finding|empty)">\S', section)


def test_an_empty_database_says_what_would_fill_it(home):
    """Without any data every section stands and tells where data come from."""
    import duckdb

    with duckdb.connect(str(home.database)) as con:
        con.execute(RELATIONS.read_text(encoding="utf-8"))
    add_report_floor(home.database)
    into = home.reports / "2026-11-22"
    page = report.write(home, SETTINGS, AS_OF, home.database, into, remember=True)
    text = page.read_text(encoding="utf-8")
    assert [attrs["id"] for attrs in Page(text).all("section")] == SECTIONS
    assert text.count('class="empty"') >= 8


def test_the_policy_names_the_one_script_and_style(text):
    """The policy's hashes are of the script and the style in the page."""
    policy = Page(text).all("meta")[1]["content"]
    script = re.search(r"(?s)<script>(.*?)</script>", text).group(1)
    style = re.search(r"(?s)<style>(.*?)</style>", text).group(1)
    assert policy == html.policy(script, style)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_nothing_is_loaded_or_styled_in_place(text, hostile):
    """No element loads anything, no attribute styles or runs anything."""
    for page in (Page(text), Page(hostile.read_text(encoding="utf-8"))):
        for tag, attrs in page.elements:
            assert "src" not in attrs
            assert "style" not in attrs
            assert not [name for name in attrs if name.startswith("on")]
            assert tag not in {"iframe", "object", "embed", "base", "img", "form"}


def test_links_lead_only_where_they_may(text, hostile):
    """A link is to a place in the page, mailto: or tel:."""
    for page in (Page(text), Page(hostile.read_text(encoding="utf-8"))):
        for attrs in page.all("a"):
            allowed = r"#\w|mailto:[^?&]+(\?subject=[^&]*&body=[^&]*)?$|tel:\+\d+$"
            assert re.match(allowed, attrs["href"])


def test_planted_markup_stays_text(hostile):
    """One script and two islands stand in the page, however names are written."""
    page = Page(hostile.read_text(encoding="utf-8"))
    assert len(page.all("script")) == 3
    assert not page.all("img")
    names = [row[1] for row in island(hostile.read_text(encoding="utf-8"))["rows"]]
    assert names[0] == HOSTILE[0][:79] + "…" or names[0] == HOSTILE[0]


def test_shown_parts_of_a_card_add_up_to_its_figure(text):
    """The four shown figures of each card add up to the one beside them."""
    cards = re.findall(r'(?s)<li class="card".*?</details>', text)
    assert len(cards) == SETTINGS.report.people_per_week
    for card in cards:
        figure = float(re.search(r'class="figure">([\d.]+)', card).group(1))
        legend = re.search(r'(?s)class="legend">(.*?)</p>', card).group(1)
        parts = [float(n) for n in re.findall(r" (\d+\.\d)<", legend)]
        assert len(parts) == 4
        assert sum(parts) == pytest.approx(figure, abs=1e-9)
        worths = [float(n) for n in re.findall(r'class="worth">\+([\d.]+)', card)]
        assert sum(worths) == pytest.approx(figure, abs=1e-9)


def test_every_table_says_what_it_is(text):
    """Tables have a caption, and every heading says what it heads."""
    page = Page(text)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in attrs for attrs in page.all("th"))
    assert page.all("html") == [{"lang": "en"}]


def test_the_island_holds_everyone(text):
    """The data behind the table has each person with closeness, state and card."""
    data = island(text)
    assert len(data["rows"]) == 12
    first = data["rows"][0]
    assert first[:2] == ["p01", "Ana Okafor"]
    assert data["titles"][first[2]] == "Director of Data"
    assert data["organisations"][first[3]] == "Acme"
    assert first[14] + data["domains"][first[15]] == "person1@example.com"
    assert [data["groups"][at] for at in first[4]] == ["former co-workers"]
    assert data["states"][first[5]] == "in rhythm"
    assert sum(first[17]) == first[10] == 499


def test_a_card_holds_months_records_and_sums(text):
    """Behind the table stand each person's months, joined records and exact sums."""
    told = island(text, "details")
    assert (told["months"][0], told["months"][-1]) == ("Dec 2024", "Nov 2026")
    months, subjects, *_ = told["people"]["2"]
    assert sum(months) == 8
    assert subjects == ["Lunch?"]
    months, subjects, *_, records, sums = told["people"]["10"]
    assert months == subjects == []
    assert records == [
        [
            "mbox/default/9",
            "vcard/default/11",
            "mbox",
            "Ingrid Sorensen",
            "same name Ingrid Sorensen",
        ]
    ]
    assert [score for score, _, _ in sums] == ["cultivate"]
    assert ["led you to", "Wei Lindqvist", "6 Nov 2026"] in told["people"]["0"][4]
    assert told["people"]["3"][4] == [["came through", "Ana Okafor", "6 Nov 2026"]]
    for *_, sums in told["people"].values():
        for _, total, lines in sums:
            shown = sum(float(points) for _, points in lines)
            assert shown == pytest.approx(float(total), abs=1e-9)


def test_the_first_five_hundred_stand_without_javascript(made_once):
    """Of more people 500 rows are in the page itself, and it says what of the rest."""
    material = reading.read(made_once, AS_OF, SETTINGS.owner.zone)
    rows = [
        row | {"person_id": f"{row['person_id']}-{turn}"}
        for turn in range(60)
        for row in material["everyone"]
    ]
    many = replace(material, rows=material.rows | {"everyone": rows})
    text = html.page(many, SETTINGS, redacted=False)
    table = re.search(r'(?s)<table id="people">.*?</table>', text).group()
    assert table.count("<tr>") - 1 == 500
    assert "These are the first 500 of 720" in text
    assert len(island(text)["rows"]) == 720


def test_cards_are_told_while_there_is_room(made_once):
    """What does not fit is left out whole, person by person, the last first."""
    material = reading.read(made_once, AS_OF, SETTINGS.owner.zone)
    whole = details.island(material, 2_000_000)
    full = json.loads(whole)["people"]
    some = details.island(material, len(whole.encode()) // 2)
    people = json.loads(some)["people"]
    assert 0 < len(people) < len(full)
    assert len(some.encode()) <= len(whole.encode()) // 2
    assert list(people) == list(full)[: len(people)]
    assert json.loads(details.island(material, 0))["people"] == {}


def test_the_page_prints_what_it_was_made_with(text):
    """Version, settings and moment stand at the page's foot, in the owner's zone."""
    foot = re.search(r"(?s)<footer.*?</footer>", text).group()
    assert SETTINGS.digest in foot
    assert "08:00 on 22 Nov 2026 (CET)" in foot


def test_script_and_style_keep_their_budgets():
    """The script is at most 20 kB, the style at most 15."""
    assert len(html.the_script().encode()) <= 20_000
    assert len(html.the_style().encode()) <= 15_000
