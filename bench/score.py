"""Closeness beside simpler rankings: who will be in touch both ways next.

`score.py [OWNERS] [PEOPLE]` on invented networks whose truth is planted, in several
regimes; `score.py FILE` on a public network (see _networks.read_network). Closeness
is the SQL of every night. It says where it loses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
from _networks import END, REGIMES, Touch, invent, read_network

from flows import backtest
from flows.ranking import OURS, RIVALS, Case, ahead, means
from flows.settings import Settings

OWNERS, PEOPLE, CUTOFFS = 120, 60, 4
MUST_BEAT = ("recency", "frequency", "Roth")


def main(arguments: list[str]) -> None:
    """Print a table a regime, or one for the network named."""
    if arguments and not arguments[0].isdigit():
        touches = read_network(Path(arguments[0]))
        _tell("the network", _judge(touches, _spread(touches), 90))
        return
    owners, people = [*map(int, arguments), OWNERS, PEOPLE][:2]
    lost = []
    for regime in REGIMES:
        moments = backtest.cutoffs(END, regime.hide, CUTOFFS)
        if not regime.steady:
            moments = [END - timedelta(days=days) for days in (30, 45, 60)]
        found = _judge(invent(regime, owners, people), moments, regime.hide)
        behind = _tell(regime.name, found)
        lost += [f"{regime.name}: {rival}" for rival in behind]
    print("\nNot ahead of: " + ("; ".join(lost) or "nobody it should beat"))


def _spread(touches: list[Touch]) -> list[datetime]:
    """Cutoffs every 90 days, from a year in to 90 days before the end."""
    times = sorted(touch.happened_at for touch in touches)
    first, last = times[len(times) // 100], times[-1 - len(times) // 100]
    count = max(1, int((last - first).days / 90) - 2)
    return backtest.cutoffs(last, 90, count)


def _judge(
    touches: Iterable[Touch], moments: list[datetime], hide_days: int
) -> list[Case]:
    con = duckdb.connect(config={"threads": 2})
    con.execute("set TimeZone = 'UTC'; create schema interactions")
    rows = list(touches)
    columns = {
        "interaction_id": [f"i{number}" for number in range(len(rows))],
        "person_id": [row.person for row in rows],
        "happened_at": [row.happened_at.replace(tzinfo=None) for row in rows],
        "channel": [row.channel for row in rows],
        "direction": [row.direction for row in rows],
        "others": [row.others for row in rows],
        "machine": [False] * len(rows),
    }
    con.register("given", pa.table(columns))
    con.execute("create table interactions.interactions as from given")
    con.execute(
        """
        create table interactions.kinds as
        select distinct person_id, 'person' as kind
        from given
        """
    )
    return backtest.cases(
        con, Settings(), moments, hide_days, lambda person: person.partition("/")[0]
    )


def _tell(name: str, found: list[Case]) -> list[str]:
    """Print one regime; gives the rivals that are ahead of closeness."""
    owners = len({case.owner for case in found})
    print(f"\n{name}: {len(found)} cases of {owners} owners")
    if not found:
        return []
    print(f"{'':16}{'AUC':>7}{'P@10':>7}{'nDCG':>7}  closeness ahead by [95%]")
    behind = []
    for ranking in (OURS, *RIVALS):
        auc, precision, ndcg = means(found, ranking)
        line = f"{ranking:16}{auc:7.3f}{precision:7.3f}{ndcg:7.3f}"
        if ranking != OURS:
            gap = ahead(found, ranking)
            line += f"  {gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
            if (gap.low <= 0 and ranking in MUST_BEAT) or gap.mean < 0:
                behind.append(ranking)
                line += "  not ahead"
        print(line)
    return behind


if __name__ == "__main__":
    main(sys.argv[1:])
