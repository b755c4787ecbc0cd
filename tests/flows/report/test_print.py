"""On paper: the week to the goals, cards unbroken, links written out."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from conftest import SETTINGS
from report_world import PEOPLE

pytestmark = pytest.mark.needs("chromium")
SIZES = {"A4": (595, 842), "Letter": (612, 792)}


@pytest.fixture(params=SIZES)
def paper(request, open_page, folder):
    """(name of the size, each page as pypdf has it)."""
    page = open_page(folder / "report.html", color_scheme="dark")
    content = page.pdf(format=request.param, print_background=True)
    return request.param, pypdf.PdfReader(io.BytesIO(content)).pages


def words_of(pages):
    return [" ".join(page.extract_text().split()) for page in pages]


def test_a_sheet_has_its_size(paper):
    """Every page is a whole sheet of that size, and there are a few of them."""
    size, pages = paper
    for page in pages:
        found = float(page.mediabox.width), float(page.mediabox.height)
        assert found == pytest.approx(SIZES[size], abs=1)
    assert 4 <= len(pages) <= 7
    assert all(len(text) > 100 for text in words_of(pages))


def test_a_card_stays_on_one_sheet(paper):
    """Each of the ten begins and ends on the same page."""
    texts = words_of(paper[1])
    week = PEOPLE[: SETTINGS.report.people_per_week]
    for number, (*_, points, _) in enumerate(week, start=1):
        # by the score: a name shows only where the machine has its script
        score = f" {sum(points):.1f} cultivate "
        (begins,) = [i for i, text in enumerate(texts) if score in text]
        assert f"Write person{number}@example.com" in texts[begins]
        assert f"+1555010{number:04}" in texts[begins]


def test_paper_has_the_first_sections_only(paper):
    """Week, owed, keep in touch and goals are there; controls and the rest not."""
    text = " ".join(words_of(paper[1]))
    for heading in ("This week", "Owed", "Keep in touch", "Goals"):
        assert heading in text
    for gone in ("Weak ties", "Give and take", "Everyone", "Your word", "Copy", "Skip"):
        assert gone not in text
    assert re.search(r"Write person1@example\.com", text)


def test_paper_is_light(open_page, folder):
    """Printed from a dark screen, the ink is dark and the paper white."""
    page = open_page(folder / "report.html", color_scheme="dark")
    page.emulate_media(media="print")
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"{style}.backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"{style}.color") == "rgb(17, 17, 17)"
