"""Signing in to accounts on servers: `login`, `logout`."""

from __future__ import annotations

import sys
from typing import Any

import typer

from flows.commands._lazy import group
from flows.commands._shared import WrongUse, opened, say
from flows.settings import Home, Settings, SourceSettings, UserError

app = group()
SOURCE: Any = typer.Argument(..., metavar="SOURCE", help="Whose account it is: imap.")
ACCOUNT: Any = typer.Option(
    "", "--account", metavar="NAME", help="Which of several accounts of the source."
)


@app.command()
def login(ctx: typer.Context, source: str = SOURCE, account: str = ACCOUNT) -> None:
    """Sign in to an account once; nights do it by themselves from then on.

    Asks for the password without showing it, or takes a line of standard input. It
    is kept in the system's keyring, else in a file only you may read (0600).

    Example: cultivate login imap --account work
    """
    from connectors import SourceError
    from flows import accounts, secret

    home, settings = opened(ctx)
    connector = _connector(source)
    said = _section(home, settings, source, account)
    signing_in = accounts.make(home, said, connector)
    try:
        given = (
            connector.sign_in(signing_in, say)
            if hasattr(connector, "sign_in")
            else _ask(connector, f"{source}/{said.account}")
        )
    except SourceError as error:
        raise UserError(str(error)) from None
    where = secret.keep(home, source, said.account, given)
    say(f"Signed in to {source}/{said.account}; kept in {where}.")


@app.command()
def logout(ctx: typer.Context, source: str = SOURCE, account: str = ACCOUNT) -> None:
    """Forget the password or token of an account.

    What was fetched stays; the account's section in cultivate.toml too.

    Example: cultivate logout imap --account work
    """
    from flows import secret

    home, settings = opened(ctx)
    _connector(source)
    said = _section(home, settings, source, account)
    if not secret.forget(home, source, said.account):
        raise UserError(
            f"nothing is kept for {source}/{said.account}; it may come from "
            f"{secret.variable(source, said.account)} or a password_command"
        )
    say(f"Signed out of {source}/{said.account}.")


def _connector(source: str) -> Any:
    """The source's connector; raises WrongUse for one that has no server."""
    import connectors

    known = connectors.discover()
    live = [name for name, one in known.items() if hasattr(one, "fetch")]
    if source not in live:
        raise WrongUse(
            f"there is no live source {source}; there are {', '.join(live) or 'none'}"
        )
    return known[source]


def _section(
    home: Home, settings: Settings, source: str, account: str
) -> SourceSettings:
    """The account meant: the one named, or the only one."""
    there = [said for said in settings.sources if said.source == source]
    named = [said for said in there if account in {"", said.account}]
    if len(named) == 1:
        return named[0]
    if named:
        names = ", ".join(said.account for said in named)
        raise WrongUse(f"{source} has several accounts; say --account: {names}")
    raise UserError(
        f"{home.settings_file} has no [sources.{source}.{account or 'NAME'}] yet; "
        f"write it first, as docs/sources.md shows"
    )


def _ask(connector: Any, account: str) -> str:
    what = getattr(connector, "asks_for", "Password")
    if sys.stdin.isatty():
        given = str(typer.prompt(f"{what} of {account}", hide_input=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise WrongUse("no password was given; type it, or give it on standard input")
    return given
