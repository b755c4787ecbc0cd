"""One night: what it is about, and what its steps leave for each other.

It knows nothing of Prefect, which is not to know what stands here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows import steps
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from flows.collect import Tally
    from flows.items import Item


@dataclass
class Night:
    """One run.

    tell: hears of every source that was read.
    errors: what steps failed with, whole; none of it reaches Prefect.
    """

    home: Home
    settings: Settings
    as_of: datetime
    tell: Callable[[Tally], None] | None = None
    scheduled: bool = False
    run_id: int = 0
    found: dict[str, list[Item]] = field(default_factory=dict)
    tallies: list[Tally] = field(default_factory=list)
    errors: dict[str, Exception] = field(default_factory=dict)
    built: steps.Built | None = None
    page: Path | None = None

    def rows(self) -> list[dict[str, object]]:
        """What each source gave, in numbers: a row a source."""
        return [
            {
                "source": tally.source,
                "state": tally.state,
                "files": tally.files,
                "new records": tally.records,
                "new interactions": tally.interactions,
                "problems": tally.problems,
                "seconds": round(tally.seconds, 1),
            }
            for tally in self.tallies
        ]

    def explain(self) -> None:
        """Say on the terminal of a served night what Prefect is not told."""
        for tally in self.tallies:
            for why in tally.whys:
                sys.stderr.write(f"cultivate: {why}\n")
        for step, error in self.errors.items():
            words = str(error) if isinstance(error, UserError) else type(error).__name__
            sys.stderr.write(f"cultivate: {step}: {words}\n")
