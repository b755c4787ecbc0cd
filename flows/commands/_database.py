"""The database as commands read it: one that SQL typed by hand cannot change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SPILLED = "10GB"  # the disk a question may take: the night needs some, too


def sealed(home: Home, settings: Settings) -> Connection:
    """Open cultivate.duckdb so that SQL can read it and nothing else.

    No writing, no files, no network, no extensions, no Python variables, and no
    way to lift any of that again. Raises UserError when there is no database yet.
    """
    import duckdb

    from flows import cipher

    if not home.database.is_file():
        raise UserError(
            f"{home.path} has no database yet; make it: "
            "cultivate import PATH..., then cultivate run"
        )
    limits: dict[str, Any] = {
        "memory_limit": settings.database.memory_limit,
        "threads": settings.database.threads,
        "enable_external_access": False,
        "autoload_known_extensions": False,
        "max_temp_directory_size": SPILLED,
        "python_enable_replacements": False,
    }
    try:
        con = cipher.connect(home.database, limits, read_only=True)
        _quiet_and_lock(con)
    except duckdb.Error as error:
        raise UserError(
            f"{home.database} cannot be opened ({type(error).__name__}); close other "
            "programs that write to it, or make it anew: cultivate build"
        ) from None
    return con


def _quiet_and_lock(con: Connection) -> None:
    """No progress bar in pipes, and no way to lift any limit again.

    A second connection of this process finds it all locked by the first.
    """
    import duckdb

    with suppress(duckdb.InvalidInputException):
        con.execute("set enable_progress_bar = false")
        con.execute("set lock_configuration = true")
    if not con.execute("select current_setting('lock_configuration')").fetchall()[0][0]:
        raise UserError("the database could not be sealed against writing")


@contextmanager
def bounded(con: Connection, settings: Settings) -> Iterator[None]:
    """Stop what this connection asks when it takes longer than the settings allow."""
    import duckdb

    seconds = settings.database.question_seconds
    clock = Timer(seconds, con.interrupt)
    clock.start()
    try:
        yield
    except (duckdb.InterruptException, UserError):
        if clock.is_alive():
            raise
        raise UserError(
            f"it took longer than {seconds:g} seconds and was stopped; ask for less, "
            "or raise question_seconds in [database] of cultivate.toml"
        ) from None
    finally:
        clock.cancel()
        clock.join()


def rows(con: Connection, query: str, values: Any = None) -> list[dict[str, Any]]:
    """The answer as one dict a row."""
    answer = con.execute(query, values)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def questions() -> dict[str, Path]:
    """The ready-made questions by name, from sql/questions."""
    folder = Path(__file__).resolve().parents[2] / "sql" / "questions"
    return {file.stem: file for file in sorted(folder.glob("*.sql"))}
