"""The night as a Prefect flow: one coarse task a source and a step.

Prefect keeps parameters, log text and the words of exceptions in clear in its own
database. So a task gets a source's name and nothing else; what a step fails with
stays in this process, and only the kind of the error and counts leave it.

This is the one module that imports Prefect, which reads where it may live when it
is loaded: whoever imports this module has named the home in CULTIVATE_HOME.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import prefect_server, steps
from flows.night import Night
from flows.settings import Home, Settings, UserError, find_home, load
from flows.stopping import is_stop

if TYPE_CHECKING:
    from flows.collect import Tally

OUT_OF_REACH = "OutOfReach"

prefect_server.surround(find_home())

from prefect import State, Task, flow, task  # noqa: E402  # looks at its surroundings
from prefect.artifacts import create_table_artifact  # noqa: E402  # the same
from prefect.cache_policies import NO_CACHE  # noqa: E402  # the same
from prefect.client.schemas.objects import (  # noqa: E402  # the same
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
)
from prefect.runner import Runner  # noqa: E402  # the same
from prefect.schedules import Cron, Schedule  # noqa: E402  # the same
from prefect.settings import (  # noqa: E402  # the same
    PREFECT_API_URL,
    temporary_settings,
)
from prefect.states import Completed, Failed  # noqa: E402  # the same
from prefect.types.entrypoint import EntrypointType  # noqa: E402  # the same


class IncompleteNight(Exception):  # noqa: N818  # reads as what has happened
    """A step could not do all of its work; its words are ours and hold no data."""


_tonight: ContextVar[Night | None] = ContextVar("tonight", default=None)


def run_once(
    home: Home,
    settings: Settings,
    as_of: datetime,
    tell: Callable[[Tally], None] | None = None,
) -> Path:
    """Run the flow now, on a server that lasts as long; gives report.html's path.

    A source that fails leaves the rest. Raises what another step raised, in this
    process only.
    """
    night = Night(_known(home), settings, as_of, tell)
    before = _tonight.set(night)
    try:
        ended = nightly(return_state=True)
    finally:
        _tonight.reset(before)
    if night.page is None:
        raise next(reversed(night.errors.values()), RuntimeError(ended.message))
    return night.page


def times(cron: str, timezone: str) -> Schedule:
    """When a cron line means in a zone; raises UserError when it is none."""
    try:
        return Cron(cron, timezone=timezone)
    except ValueError:
        raise UserError(
            f"{cron!r} is no schedule; write it like '30 5 * * *', every day at 5:30"
        ) from None


def serve(home: Home, schedule: Schedule) -> None:
    """Run the flow at these times until stopped.

    A run that would begin while another is at work is left out.
    """
    _known(home)
    server = prefect_server.run(PREFECT_API_URL.value())
    with server as url, temporary_settings({PREFECT_API_URL: url}):
        # paused, nothing would run after a restart
        runner = _Runner("every night", pause_on_shutdown=False)
        runner.add_flow(
            nightly,
            schedules=[schedule],
            concurrency_limit=ConcurrencyLimitConfig(
                limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
            ),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        with suppress(KeyboardInterrupt, asyncio.CancelledError):
            asyncio.run(runner.start())


class _Runner(Runner):
    """Prefect's, which ends as on Ctrl-C when the system ends it."""

    async def start(self, *how: Any) -> None:
        """Remember what is to be stopped."""
        self._work = asyncio.current_task()
        await super().start(*how)

    def handle_sigterm(self, *_: object) -> None:
        """Prefect's own way breaks off in its midst and tells of it in a page."""
        if self._work:
            self._work.get_loop().call_soon_threadsafe(self._work.cancel)


@flow(log_prints=False, persist_result=False)
def nightly() -> State[None]:
    """Read every source, build, report: the home is the one in CULTIVATE_HOME."""
    return _work()  # alone: Prefect pickles what this function itself mentions


def _work() -> State[None]:
    night = _tonight.get() or _scheduled()
    ended = _do("night", partial(_run, night))
    if night.scheduled:
        night.explain()
    return ended


def _scheduled() -> Night:
    """A night nobody handed over: the process is its own."""
    home = _known(find_home())
    settings = load(home)
    night = Night(home, settings, steps.moment(None, settings), scheduled=True)
    _tonight.set(night)
    return night


def _run(night: Night) -> None:
    with steps.attempt(night.home, night.settings, "nightly") as run:
        night.run_id = run.run_id
        try:
            night.found = steps.find(night.home, night.settings)
            read = [collect_source(each, return_state=True) for each in night.found]
            run.has_read()
            if not (_is_done(build) and _is_done(report)):
                raise IncompleteNight("no report was made")
            run.end("ok" if all(s.is_completed() for s in read) else "partly")
        finally:
            told = "What each source gave"
            create_table_artifact(table=night.rows(), key="night", description=told)
        if not _is_done(keep_copy):
            raise IncompleteNight("the archive was not copied")


def _is_done(step: Task[[], State[None]]) -> bool:
    return step(return_state=True).is_completed()


def _try_again(_task: Any, _run: Any, state: State[None]) -> bool:
    return state.name == OUT_OF_REACH


@task(
    name="collect",
    task_run_name="collect {source}",
    retries=3,
    retry_delay_seconds=[5, 60, 300],
    retry_condition_fn=_try_again,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def collect_source(source: str) -> State[None]:
    """Read what is new in one source; its tally stays with the night."""
    return _do(f"collect {source}", partial(_collect, _here(), source))


def _collect(night: Night, source: str) -> None:
    items = night.found.get(source)
    tally = steps.collect(night.home, night.settings, night.run_id, source, items)
    night.tallies = [told for told in night.tallies if told.source != source]
    night.tallies.append(tally)
    if night.tell:
        night.tell(tally)
    if tally.out_of_reach:
        raise ConnectionError
    if tally.state == "failed":
        raise IncompleteNight(f"{tally.problems} problems")


@task(cache_policy=NO_CACHE, persist_result=False)
def build() -> State[None]:
    """Resolve, score, check and swap."""
    return _do("build", partial(_build, _here()))


def _build(night: Night) -> None:
    night.built = steps.build(night.home, night.settings, night.as_of)


@task(cache_policy=NO_CACHE, persist_result=False)
def report() -> State[None]:
    """Write the day's report."""
    return _do("report", partial(_report, _here()))


def _report(night: Night) -> None:
    if night.built is None:
        raise IncompleteNight("nothing was built")
    night.page = steps.report(night.home, night.settings, night.as_of, night.built)


@task(cache_policy=NO_CACHE, persist_result=False)
def keep_copy() -> State[None]:
    """Keep a verified copy of the archive."""
    return _do("copy", partial(_keep_copy, _here()))


def _keep_copy(night: Night) -> None:
    steps.keep_copy(night.home, night.settings)


def _here() -> Night:
    night = _tonight.get()
    if night is None:
        raise IncompleteNight("a task of the night was called outside of one")
    return night


def _do(step: str, act: Callable[[], None]) -> State[None]:
    """Do a step; a failure is told to Prefect by its kind alone.

    Returns a state instead of raising: Prefect would keep the error, and the
    place where it keeps it, in clear.
    """
    night = _here()
    night.errors.pop(step, None)
    try:
        act()
    except IncompleteNight as failed:
        return Failed(message=f"{step}: {failed}")
    except Exception as error:  # noqa: BLE001  # every error has words
        if is_stop(error):
            raise KeyboardInterrupt from None
        night.errors[step] = error
        away = isinstance(error, (ConnectionError, TimeoutError))
        kind = type(error).__name__
        return Failed(
            name=OUT_OF_REACH if away else "Failed", message=f"{step}: {kind}"
        )
    return Completed()


def _known(home: Home) -> Home:
    """The home Prefect was loaded for; raises UserError for any other."""
    if find_home().path != home.path:
        raise UserError(f"this process began without CULTIVATE_HOME={home.path}")
    prefect_server.require_room(home)
    os.umask(0o077)
    private = home.path / "prefect"
    private.mkdir(mode=0o700, exist_ok=True)
    private.chmod(0o700)
    return home
