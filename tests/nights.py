"""A night's reading without Prefect, as the flow does it."""

from __future__ import annotations

from datetime import datetime

from flows import settings as settings_file
from flows import steps
from flows.settings import Home


def collect(home: Home, *sources: str, kind: str = "run") -> list[steps.Tally]:
    """Collect the sources named, else all of the home, as one run of a kind."""
    settings = settings_file.load(home)
    with steps.attempt(home, settings, kind) as attempt:
        tallies = [
            steps.collect(home, settings, attempt.run_id, source)
            for source in sources or steps.find(home, settings)
        ]
        attempt.end("ok")
    return tallies


def build(home: Home, as_of: datetime) -> steps.Built:
    """Resolve and score, looking from that moment."""
    settings = settings_file.load(home)
    with steps.locked(home):
        return steps.build(home, settings, as_of)
