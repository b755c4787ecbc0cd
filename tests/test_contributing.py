"""The recipe of CONTRIBUTING.md for a new source is code that works."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import connectors

ROOT = Path(__file__).parent.parent


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """The toy source, in a folder beside the real connectors."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    module = "\n".join(line.removeprefix("   ") for line in code.splitlines())
    (tmp_path / "paper.py").write_text(module, encoding="utf-8")
    monkeypatch.setattr(connectors, "__path__", [*connectors.__path__, str(tmp_path)])
    yield connectors.discover()["paper"]
    del sys.modules["connectors.paper"]


def test_a_module_in_the_folder_is_a_source(paper):
    """It is discovered by its name, and its docstring tells what it must."""
    told = re.findall(r"^(Export|Spec|Rotten): ", paper.__doc__, re.MULTILINE)
    assert told == ["Export", "Spec", "Rotten"]
    assert paper.extractor_version > 0


def test_it_reads_what_it_says(paper, tmp_path):
    """A line with an address is a record, a line without one a problem."""
    export = tmp_path / "paper.txt"
    export.write_text("Ana Okafor, ana@example.com\nWei Chen\n", encoding="utf-8")
    assert paper.identify(export)
    reading = connectors.Reading(account="default", zone=ZoneInfo("UTC"))
    record, problem = paper.extract(export, reading)
    assert (record.source_key, record.name) == ("ana@example.com", "Ana Okafor")
    assert problem.place == "line 2"
