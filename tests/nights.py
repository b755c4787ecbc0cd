"""A night's reading without Prefect, as the flow does it."""

from __future__ import annotations

from datetime import datetime

from flows import settings as settings_file
from flows import steps
from flows.settings import Home


def collect(home: Home, *sources: str) -> list[steps.Tally]:
    """Collect the sources named, else all of the home, as one run."""
    settings = settings_file.load(home)
    with steps.locked(home):
        run_id = steps.begin(home, "run")
        tallies = [
            steps.collect(home, settings, run_id, source)
            for source in sources or steps.find(home, settings)
        ]
        steps.finish(home, run_id, "ok")
    return tallies


def build(home: Home, as_of: datetime) -> steps.Built:
    """Resolve and score, looking from that moment."""
    settings = settings_file.load(home)
    with steps.locked(home):
        return steps.build(home, settings, as_of)
