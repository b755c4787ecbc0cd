"""Data runs one way, and so do the imports of the Python code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONNECTORS = sorted((ROOT / "connectors").glob("*.py"))
FLOWS = sorted((ROOT / "flows").rglob("*.py"))
SHUT_OUT = {"flows", "duckdb", "prefect", "pandas"}


def test_the_import_contracts_hold():
    """import-linter finds the layers of pyproject.toml unbroken."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", CONNECTORS, ids=lambda path: path.stem)
def test_a_connector_stands_on_the_contract_and_its_own_library(path):
    """A source imports no other source, no step, no store and no frames."""
    assert trespasses(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "import duckdb",
        "import pandas as pd",
        "from flows.settings import Home",
        "from connectors import mbox",
        "from connectors.mbox import extract",
        "import connectors.mbox",
        "def late():\n    from prefect import flow",
    ],
)
def test_a_trespass_is_seen_wherever_it_stands(text):
    """Imports at the top and inside functions are both held to the floors."""
    assert trespasses(text)


def test_the_contract_and_shared_modules_are_open_to_connectors():
    """The contract, underscore modules and the standard library are allowed."""
    text = (
        "import mailbox\nimport vobject\nimport connectors._mail\n"
        "from connectors import Problem, _mail\nfrom connectors._mail import people\n"
    )
    assert trespasses(text) == []


def test_only_the_night_imports_prefect():
    """`import prefect` stands in flows/nightly.py and nowhere else."""
    importers = [
        path.relative_to(ROOT).as_posix()
        for path in FLOWS + CONNECTORS
        if "prefect" in {name.split(".")[0] for name in imported(_read(path))}
    ]
    assert set(importers) <= {"flows/nightly.py"}


@pytest.mark.parametrize("path", FLOWS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_rows_reach_duckdb_in_batches(path):
    """No step sends rows one by one through `executemany`."""
    used = {
        node.attr for node in ast.walk(_read(path)) if isinstance(node, ast.Attribute)
    }
    assert "executemany" not in used


def _read(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    """Every module or name imported anywhere in a tree, dotted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def trespasses(text):
    """The imports a connector may not have."""
    return [name for name in imported(ast.parse(text)) if not _allowed(name)]


def _allowed(name):
    head, *rest = name.split(".")
    if head in SHUT_OUT:
        return False
    sources = {path.stem for path in CONNECTORS if not path.stem.startswith("_")}
    return head != "connectors" or not rest or rest[0] not in sources | {"mbox"}
