"""What is installed is pinned by hash, says no address, and stays small."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def pins(lock):
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def wanted(requirements):
    """The names of requirements, as locks spell them."""
    return {re.split(r"[^\w.-]", text)[0].lower() for text in requirements}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock):
    """Each distribution is followed by its hashes; no index is named."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [b for b in blocks if "--hash=sha256:" not in b] == []
    assert "://" not in text
    assert "index" not in {line.strip("- ").split()[0] for line in text.splitlines()}


def test_the_locks_hold_what_the_project_asks_for(project):
    """Every dependency, and every one of the tests' tools, is pinned."""
    extras = project["optional-dependencies"]
    run = wanted(project["dependencies"] + extras["build"])
    assert run <= pins("requirements.lock").keys()
    assert wanted(extras["dev"]) <= pins("requirements-dev.lock").keys()


def test_the_tests_run_on_what_the_owner_runs():
    """The tools' lock has every pin of the other, at the same version."""
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_the_owner_installs_no_tools():
    """Neither the tests' tools nor a browser's driver is in the run-time lock."""
    tools = {"pytest", "playwright", "hypothesis", "ruff", "mypy", "plotly"}
    assert tools & pins("requirements.lock").keys() == set()


def test_pins_that_keep_prefect_alive_hold():
    """Newer FastAPI crashes its first flow; newer SQLAlchemy stops its scheduler."""
    pinned = pins("requirements.lock")
    assert release(pinned["prefect"]) < (3, 9)
    assert release(pinned["fastapi"]) < (0, 151)
    assert release(pinned["sqlalchemy"]) < (2, 1)


def release(version):
    return tuple(int(part) for part in version.split(".")[:2])
