"""`backtest` asks whether closeness would have been right, on the owner's archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from flows.commands._database import sealed
from flows.commands._lazy import group
from flows.commands._shared import busy, opened, say, table
from flows.settings import UserError

if TYPE_CHECKING:
    from flows.backtest import Hazard
    from flows.ranking import Case
    from flows.settings import Home, Settings

app = group()


@app.command()
def backtest(
    ctx: typer.Context,
    hide_days: int = typer.Option(
        90, "--hide-days", min=1, help="Days hidden behind each cutoff."
    ),
    cutoffs: int = typer.Option(
        6, "--cutoffs", min=1, max=40, help="How many moments to look from."
    ),
    as_of: str = typer.Option(
        "",
        "--as-of",
        metavar="DATE",
        help="The end of what is known; else last night's.",
    ),
) -> None:
    """Measure whether closeness would have foretold your contacts.

    At each cutoff everything later is hidden, and people are ranked by closeness, by
    how recent and how frequent contact was, and by Roth's interactions rank. Whoever
    you were in touch with both ways in the days hidden should stand on top. Nothing
    is written.

    Example: cultivate backtest --hide-days 90 --cutoffs 6
    """
    from flows import backtest as step

    home, settings = opened(ctx)
    now = _now(home, settings, as_of)
    moments = step.cutoffs(now, hide_days, cutoffs)
    con = step.open_world(home.database, settings)
    with busy("Looking back ..."):
        found = step.cases(con, settings, moments, hide_days)
        lives = step.by_half_life(con, settings, moments, hide_days) if found else {}
        hazards = step.hazards(con, settings, moments, hide_days)
    _tell(found, len(moments), hide_days)
    if lives:
        best = max(lives, key=lambda days: (lives[days], -abs(days - 30)))
        said = ", ".join(f"{days:g} d {ndcg:.3f}" for days, ndcg in lives.items())
        say(f"\nYour best half-life is {best:g} days (nDCG@10: {said}).")
    _tell_hazards(hazards, hide_days)


def _now(home: Home, settings: Settings, said: str) -> datetime:
    """The moment said, else the one the last night looked from."""
    con = sealed(home, settings)
    if said:
        from flows import steps

        return steps.moment(said, settings)
    ((newest,),) = con.execute("select max(as_of) from scores").fetchall()
    if newest is None:
        raise UserError("nobody is scored yet; import something, then: cultivate run")
    return newest.replace(tzinfo=UTC)  # type: ignore[no-any-return]


def _tell(found: list[Case], asked: int, hide_days: int) -> None:
    from flows.backtest import LEAST_POSITIVES
    from flows.ranking import OURS, RIVALS, ahead, means

    if not found:
        say(
            f"At none of {asked} cutoffs were there {LEAST_POSITIVES} people with "
            f"contact both ways in the {hide_days} days after it: too little to judge "
            "by yet."
        )
        return
    people = sum(len(case.candidates) for case in found)
    say(
        f"{len(found)} of {asked} cutoffs with enough to foretell; "
        f"{people:,} people ranked in all, {hide_days} days hidden behind each."
    )
    lines = []
    for ranking in (OURS, *RIVALS):
        auc, precision, ndcg = means(found, ranking)
        gap = "" if ranking == OURS else _gap(ahead(found, ranking))
        lines.append((ranking, f"{auc:.3f}", f"{precision:.3f}", f"{ndcg:.3f}", gap))
    ours = "closeness ahead by (nDCG@10)"
    say(table(("ranked by", "AUC", "P@10", "nDCG@10", ours), lines))


def _gap(told: tuple[float, float, float]) -> str:
    mean, low, high = told
    return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"


def _tell_hazards(found: list[Hazard], hide_days: int) -> None:
    say(f"\nSilence in usual gaps, and contact both ways in the next {hide_days} days:")
    say(
        table(
            ("silence", "people", "came back"),
            [
                (each.bin, each.people, f"{each.came_back / each.people:.2f}")
                for each in found
                if each.people
            ],
        )
    )
