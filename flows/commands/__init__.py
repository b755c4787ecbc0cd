"""The command line: `cultivate ...`.

One module holds one group of commands; `_lazy.COMMANDS` says which. A module is loaded
when its command is called (or when help lists them all), and a step of the
night only when a command needs it: asking a question must not wait for Prefect.

Every command ends with 0 (done), 1 (failed) or 2 (used wrongly); an error is one
line that says what to do, a traceback only comes with --debug.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from flows.commands._lazy import LazyGroup, keep_debug, keep_home, reader_gone
from flows.commands._shared import warn
from flows.settings import UserError
from flows.stopping import NO_ROOM, is_full_disk, is_stop

app = typer.Typer(
    cls=LazyGroup,
    help=(
        "Tells you every morning which relationships to cultivate, and why.\n\n"
        "Example: cultivate init, then cultivate import contacts.vcf, "
        "then cultivate run --open"
    ),
    epilog="Every command explains itself: cultivate COMMAND --help",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_STOPPED = 130  # what typer makes of Ctrl-C


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cultivate {version('cultivate')}")
        raise typer.Exit


def _folder(text: str) -> Path:
    """A variable that is not set must not mean the folder one happens to be in."""
    if not text:
        raise typer.BadParameter("it is empty; name a folder")
    return Path(text)


@app.callback()
def cultivate(
    home: Path = typer.Option(
        None,
        "--home",
        metavar="FOLDER",
        help="The home to work in; else $CULTIVATE_HOME, else data/ of the checkout.",
        parser=_folder,
        callback=keep_home,
        expose_value=False,
    ),
    version: bool = typer.Option(
        False,
        "--version",
        help="Show which version this is.",
        callback=_show_version,
        expose_value=False,
        is_eager=True,
    ),
    debug: bool = typer.Option(
        False,
        "--debug",
        help="Show the traceback of an error.",
        callback=keep_debug,
        expose_value=False,
    ),
) -> None:
    """Nothing of its own: its options are every command's."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    os.umask(0o077)  # whatever a command writes, spilled rows of a question too
    try:
        ended: Any = get_command(app).main(
            args=words or ["--help"], prog_name="cultivate", standalone_mode=False
        )
        sys.stdout.flush()
    except BrokenPipeError:
        return reader_gone()
    except Exception as error:
        if "--debug" in words and not isinstance(error, typer.TyperException):
            raise
        return _tell(error)
    if ended == _STOPPED:
        return _tell(typer.Abort())
    return ended if isinstance(ended, int) else 0


def _tell(error: Exception) -> int:
    warn(_explain(error))
    return _code(error)


def _explain(error: Exception) -> str:
    """One line; the words of an unforeseen error stay behind --debug.

    They might quote what a source said.
    """
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, typer.TyperException):
        message = error.format_message().rstrip(".")
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "cultivate"
        for number in ("valid int range", "valid int"):
            message = message.replace(number, "whole number")
        message += _meant(message, context)
        see = " See" if message.endswith("?") else "; see"
        return f"{message}{see}: {command} --help"
    if isinstance(error, typer.Abort) or is_stop(error):
        return "stopped; nothing more was done"
    return _unforeseen(error)


def _meant(message: str, context: Any) -> str:
    """What a word nobody asked for was likely meant to be; nothing if all is said."""
    known = getattr(context and context.command, "commands", {})
    if known and " command" in message and "you mean" not in message:
        return f"; there are {', '.join(known)}"
    if "unexpected extra" not in message:
        return ""
    options = [
        param.opts[0]
        for param in context.command.params
        if param.param_type_name == "option"
        and not param.is_flag
        and param.name != "home"
    ]
    behind = f", or {', '.join(options)} before it" if options else ""
    return f"; several words want quotes round them{behind}"


def _unforeseen(error: Exception) -> str:
    kind = type(error).__name__
    if is_full_disk(error):
        return NO_ROOM
    if kind in {"MemoryError", "OutOfMemoryException"}:
        return "memory ran out; close other programs, or see [database] memory_limit"
    if kind in {"BinderException", "CatalogException"}:
        return "another version of cultivate built the database; anew: cultivate build"
    if isinstance(error, OSError) and error.strerror:
        place = f" {error.filename}" if error.filename else ""
        return f"{error.strerror}:{place}; mend that and try again"
    return f"failed on {kind}; the same with --debug shows where"


def _code(error: Exception) -> int:
    return int(getattr(error, "exit_code", 1))
