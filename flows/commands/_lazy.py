"""A command's module is imported when the command is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command as made_from

# every command, in the order one meets them, and the module that has it
COMMANDS = {
    "init": "home",
    "import": "importing",
    "sources": "sources",
    "login": "login",
    "logout": "login",
    "run": "run",
    "nightly": "run",
    "schedule": "schedule",
    "build": "run",
    "report": "run",
    "digest": "digest",
    "who": "people",
    "why": "sums",
    "prepare": "prepare",
    "sql": "query",
    "export": "export",
    "log": "journal",
    "mute": "words",
    "snooze": "words",
    "tier": "words",
    "tag": "words",
    "group": "words",
    "role": "words",
    "interest": "words",
    "cadence": "words",
    "name": "words",
    "met": "words",
    "keep": "words",
    "machine": "words",
    "done": "answers",
    "useful": "answers",
    "not-useful": "answers",
    "review": "judgements",
    "same": "judgements",
    "different": "judgements",
    "undo": "words",
    "goal": "goals",
    "target": "goals",
    "paths": "goals",
    "backtest": "backtest",
    "settings": "home",
    "doctor": "doctor",
    "restore": "keeping",
    "forget": "keeping",
}


class LazyGroup(TyperGroup):
    """The commands of `COMMANDS`, each with the options of `cultivate` itself."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the base class names it
        """Every command, in the order one meets them."""
        return list(COMMANDS)

    def invoke(self, ctx: Any) -> Any:
        """Call the command; typer itself would end a closed pipe with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return reader_gone()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load the command's module; --home and --debug may follow the command."""
        if cmd_name not in COMMANDS:
            near = get_close_matches(cmd_name, COMMANDS, n=1)
            if near and not ctx.resilient_parsing:
                ctx.fail(f"No such command {cmd_name!r}; did you mean {near[0]}?")
            return None
        module = importlib.import_module(f"flows.commands.{COMMANDS[cmd_name]}")
        command = made_from(module.app).commands[cmd_name]  # type: ignore[attr-defined]
        command.params += [p for p in self.params if p.name in {"home", "debug"}]
        return command


def reader_gone() -> int:
    """Let `cultivate sql ... | head` end well: whoever read has read enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def keep_home(ctx: typer.Context, value: Path | None) -> None:
    """Remember --home, wherever it stood on the line."""
    if value is not None:
        ctx.meta["home"] = value


def keep_debug(ctx: typer.Context, value: bool) -> None:
    """Remember --debug, wherever it stood on the line."""
    ctx.meta["debug"] = ctx.meta.get("debug", False) or value


def group() -> typer.Typer:
    """A module's own app; a second command is what makes it a group."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.callback()(lambda: None)
    return app
