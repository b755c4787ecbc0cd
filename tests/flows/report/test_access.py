"""axe-core finds nothing to mend, in light and in dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.needs("chromium")
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def violations(page):
    """Rule, and what breaks it, in words a failing test can show."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:160] for node in v["nodes"][:4]]) for v in found]


@pytest.fixture(params=["light", "dark"])
def opened(request, open_page, folder):
    """The page with a person open, all that folds unfolded, and an answer given."""
    page = open_page(folder / "report.html", color_scheme=request.param)
    page.locator("#people .open").first.click()
    page.evaluate(OPEN_ALL)
    page.locator("#card-1").get_by_role("button", name="Mute for good").click()
    return page


def test_the_page_has_no_violation(opened):
    """With everything on it open, no rule of axe-core is broken."""
    assert violations(opened) == []


def test_the_help_has_no_violation(opened):
    """Nor with the dialog of keys."""
    opened.locator("#help-open").click()
    assert violations(opened) == []


@pytest.mark.parametrize("width", [320, 768])
def test_a_narrow_page_has_no_violation(open_page, folder, width):
    """Nor on a phone or a tablet, where tables stand as blocks."""
    page = open_page(folder / "report.html", viewport={"width": width, "height": 800})
    page.evaluate(OPEN_ALL)
    assert violations(page) == []


def test_hostile_names_make_no_violation(open_page, hostile):
    """Nor when names are markup, formulas or endless words."""
    page = open_page(hostile)
    page.locator("#people .open").first.click()
    page.evaluate(OPEN_ALL)
    assert violations(page) == []


def test_axe_would_find_one(opened):
    """A button without a name, planted, is found: the test can fail."""
    opened.evaluate(
        "document.querySelector('main').append(document.createElement('button'))"
    )
    assert [rule for rule, _ in violations(opened)] == ["button-name"]
