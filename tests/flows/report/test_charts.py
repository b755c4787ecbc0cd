from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from flows.report import charts

TODAY = date(2026, 11, 22)


def rects(drawing, kind):
    root = ET.fromstring(str(drawing))
    return [
        (float(r.get("x")), float(r.get("width")))
        for r in root.iter("rect")
        if r.get("class") == kind
    ]


def paths(drawing, kind):
    root = ET.fromstring(str(drawing))
    return [p.get("d") for p in root.iter("path") if p.get("class") == kind]


def test_a_stack_is_as_wide_as_its_share():
    """A part of 25 in a bar of 100 takes a quarter, the next starts there."""
    drawing = charts.stack([("keep", 25.0), ("owed", 50.0)], 100)
    assert rects(drawing, "keep") == [(0, 247)]
    assert rects(drawing, "owed") == [(250, 497)]


def test_a_part_of_nothing_is_not_drawn():
    """Zero points draw nothing."""
    assert rects(charts.stack([("keep", 0.0)], 10), "keep") == []


def test_the_band_of_a_strip_starts_at_the_last_contact():
    """The band spans the gap to keep from the last contact, cut at the edge."""
    (band,) = rects(charts.strip([], date(2026, 10, 23), 30, TODAY), "band")
    assert band[0] == pytest.approx((730 - 30) / 790 * 1000, abs=0.1)
    assert band[1] == pytest.approx(30 / 790 * 1000, abs=0.1)
    (cut,) = rects(charts.strip([], TODAY, 3650, TODAY), "band")
    assert cut[0] + cut[1] == pytest.approx(1000, abs=0.1)


def test_a_band_that_ended_before_the_strip_is_not_drawn():
    """Silence since long before the strip begins leaves it empty but for today."""
    drawing = charts.strip([date(2020, 1, 1)], date(2020, 1, 1), 180, TODAY)
    assert rects(drawing, "band") == []
    assert paths(drawing, "tick") == []


def test_a_strip_has_one_tick_a_day_of_contact():
    """Each day of contact is one tick; today's line always stands."""
    drawing = charts.strip([date(2026, 1, 1), date(2026, 2, 1)], None, None, TODAY)
    assert len(paths(drawing, "tick")) == 2
    assert len(paths(drawing, "today")) == 1


def test_coverage_joins_months_that_follow():
    """Months in a row are one bar; a gap parts them."""
    known = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1)]
    drawing = charts.months(known, date(2026, 1, 1), date(2026, 4, 30))
    assert rects(drawing, "known") == [(0, 500), (750, 250)]


def test_columns_stack_from_the_foot():
    """The highest month fills the plot; months without ties draw nothing."""
    drawing = charts.columns([[("layer5", 2), ("layer15", 2)], [("layer5", 0)]], "x")
    assert len(rects(drawing, "layer5")) == 1
    assert len(rects(drawing, "layer15")) == 1


def test_a_label_is_escaped():
    """What a chart says aloud cannot become markup."""
    assert "<script>" not in str(charts.svg([], 1, "<script>"))


def test_no_drawing_uses_a_style_attribute():
    """The policy forbids style attributes, so charts have none."""
    drawn = [
        charts.stack([("keep", 1)], 1),
        charts.strip([TODAY], TODAY, 30, TODAY),
        charts.move(1, 2),
        charts.diverge(1, 2, 3),
    ]
    assert all("style=" not in str(drawing) for drawing in drawn)
