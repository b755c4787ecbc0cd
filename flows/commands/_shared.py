"""What every command needs: its home, its settings, and a way to say things."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, tzinfo
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from flows.settings import Home, Settings, UserError, find_home, load

if TYPE_CHECKING:
    from rich.status import Status

# the characters that embed, override or isolate a direction of writing
TURNS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))

_LONG = 1_000  # letters of a line on standard error

# controls, halves of letters, ends of lines and of paragraphs
_STEERS = {"Cc", "Cs", "Zl", "Zp"}


class WrongUse(UserError):  # noqa: N818  # a command line's term, exit code 2
    """The command was used wrongly: exit code 2."""

    exit_code = 2


def home_of(ctx: typer.Context) -> Home:
    """The home this call is about; it may not exist yet."""
    return find_home(ctx.meta.get("home"))


def opened(ctx: typer.Context) -> tuple[Home, Settings]:
    """The home and its settings; raises UserError when there is none."""
    home = home_of(ctx)
    settings = load(home)
    if any(said.options for said in settings.sources):
        from flows import accounts  # knows the connectors: only where it is needed

        accounts.check(home, settings)
    return home, settings


def on_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say(text: str = "") -> None:
    """One line of result on standard output."""
    typer.echo(clean(text))


def warn(text: str) -> None:
    """One line beside the result, on standard error; the command goes on.

    A long one is cut in its middle, where it quotes what was typed: what is wrong
    stands at its beginning, what to do at its end.
    """
    if len(text) > _LONG:
        text = f"{text[: _LONG // 2]} ... {text[-_LONG // 2 :]}"
    typer.echo(f"cultivate: {clean(text)}", err=True)


def heading(text: str) -> None:
    """A line in bold, where there is a terminal that wants it."""
    bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    typer.echo(typer.style(clean(text), bold=True) if bold else clean(text))


def one_line(text: str) -> str:
    """Text of a source on a line: what stands behind its line ends is none of ours."""
    return clean(text.replace("\n", "\N{REPLACEMENT CHARACTER}"))


def clean(text: str) -> str:
    """Text from a source, without the characters that steer a terminal.

    Nor those that turn its direction: a name must not change what is beside it.
    Our own text may be of several lines.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(letter) in _STEERS and letter != "\n")
        or letter in TURNS
        else letter
        for letter in text
    )


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns in line, as wide as their widest value; never cut, never coloured.

    Numbers stand to the right, everything else to the left.
    """
    values = list(rows)
    cells = [[cell(value) for value in row] for row in values]
    right = [
        all(isinstance(row[i], Number) or row[i] is None for row in values)
        for i in range(len(names))
    ]
    head = [clean(name) for name in names]
    widths = [max(map(width, column)) for column in zip(head, *cells, strict=True)]
    rule = ["-" * size for size in widths]
    lines = [head, rule, *cells]
    return "\n".join(_line(line, widths, right) for line in lines)


def cell(value: object) -> str:
    """A value as one line of text; nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, float):
        return _number(value)
    return clean(str(value).replace("\n", " "))


def _number(value: float) -> str:
    """Two decimals, more for a small number, none for a whole one."""
    if abs(value) < 1:
        return f"{value:.4g}"
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def width(text: str) -> int:
    """Columns a terminal gives the text: wide letters take two, accents none."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in {"W", "F"}
        else 1
        for letter in text
    )


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        " " * (size - width(text)) + text
        if to_right
        else text + " " * (size - width(text))
        for text, size, to_right in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(padded).rstrip()


def as_date(text: str) -> date:
    """A day written like 2026-01-31; raises WrongUse for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{text} is no date; write it like 2026-01-31") from None


def local_time(when: datetime, zone: tzinfo) -> datetime:
    """A time of the database, which is UTC, in the owner's zone."""
    return when.replace(tzinfo=UTC).astimezone(zone)


def local_day(when: datetime | None, zone: tzinfo) -> str:
    """The owner's day of a time of the database; nothing for NULL."""
    return f"{local_time(when, zone):%Y-%m-%d}" if when else ""


def busy(doing: str) -> AbstractContextManager[object]:
    """A spinner while something long goes on; nothing in a log or a pipe."""
    if not on_terminal():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(doing)


@contextmanager
def reading(doing: str) -> Iterator[None]:
    """A spinner that also says how far a large file is read."""
    from flows import progress

    with busy(doing) as shown:
        if shown is None:
            yield
            return
        pace = progress.Pace()
        status = cast("Status", shown)
        with progress.watched(
            lambda reached: status.update(f"{doing}: {pace.line(reached)}")
        ):
            yield


def count(number: int, noun: str) -> str:
    """`1 record`, `2,000 records`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def write_private(path: Path, text: str) -> None:
    """Write the file beside and rename it; only the owner may read it (0600)."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", -1, "utf-8"
    ) as file:
        file.write(text)
    beside.replace(path)


def which_tells(source: str) -> str:
    """The command that tells the problems of a source, or of what none can read."""
    what = "sql unread_files" if source == "inbox" else f"sources {source}"
    return f"cultivate {what}"
