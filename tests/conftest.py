"""What many tests share: an invented owner's home, and programs of the system."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

from flows.settings import Home, Settings, load

# The same examples at every run and no clock: a failure is the change's, not the
# day's. `pytest --hypothesis-profile=search` looks for new ones.
_CALM = {
    "deadline": None,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
hypothesis.settings.register_profile("steady", derandomize=True, **_CALM)
hypothesis.settings.register_profile("search", max_examples=2_000, **_CALM)
hypothesis.settings.load_profile("steady")

CULTIVATE_TOML = """\
[owner]
name = "Robin Vale"
emails = ["robin.vale@example.com"]
timezone = "Europe/Berlin"
region = "DE"
"""


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "needs(*programs): programs of the system that the test starts"
    )


def pytest_runtest_setup(item):
    for marker in item.iter_markers("needs"):
        for program in marker.args:
            _need(program)


def _need(program):
    """Skip without the program; fail where everything must be there (CI)."""
    if shutil.which(program):
        return
    if os.environ.get("CULTIVATE_REQUIRE_ALL"):
        pytest.fail(f"{program} is not installed, and here it must be", pytrace=False)
    pytest.skip(f"{program} is not installed")


@pytest.fixture(autouse=True)
def _own_world(monkeypatch, tmp_path_factory):
    """No test finds the home, or the settings, of whoever runs it."""
    monkeypatch.delenv("CULTIVATE_HOME", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def as_anybody() -> list[str]:
    """Words before a command that let permissions bind it, even where root tests."""
    if os.geteuid():
        return []
    _need("setpriv")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


@pytest.fixture
def home(tmp_path) -> Home:
    """A home with an invented owner, an empty inbox and nothing else."""
    made = Home(tmp_path / "home")
    made.inbox.mkdir(parents=True, mode=0o700)
    made.path.chmod(0o700)
    write_private(made.settings_file, CULTIVATE_TOML)
    return made


@pytest.fixture
def settings(home) -> Settings:
    """The settings of that home."""
    return load(home)


def write_private(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
