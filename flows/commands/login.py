"""Signing in to accounts on servers: `login`, `logout`."""

from __future__ import annotations

import sys
from typing import Any

import typer

from flows.commands._lazy import group
from flows.commands._shared import WrongUse, opened, say
from flows.settings import Home, Settings, UserError
from flows.source_settings import SourceSettings

app = group()
SOURCE: Any = typer.Argument(..., metavar="SOURCE", help="Whose account it is: imap.")
ACCOUNT: Any = typer.Option(
    "", "--account", metavar="NAME", help="Which of several accounts of the source."
)


@app.command()
def login(ctx: typer.Context, source: str = SOURCE, account: str = ACCOUNT) -> None:
    """Sign in to an account, once for all nights.

    Asks for the password without showing it, or takes a line of standard input. It
    is kept in the system's keyring, else in a file only you may read (0600).

    Example: cultivate login imap --account work
    """
    from connectors import SourceError
    from flows import accounts, secret

    home, settings = opened(ctx)
    known = _connectors(source)
    said = _section(home, settings, known, source, account)
    connector = known[said.source]
    signing_in = accounts.make(home, said, connector)
    try:
        given = (
            connector.sign_in(signing_in, say, _scopes(home, settings, known, said))
            if hasattr(connector, "sign_in")
            else _ask(connector, f"{source}/{said.account}")
        )
    except SourceError as error:
        raise UserError(str(error)) from None
    safe = accounts.safe_of(said.source, connector)
    where = secret.keep(home, safe, said.account, given)
    say(f"Signed in to {source}/{said.account}; kept in {where}.")


def _scopes(
    home: Home, settings: Settings, known: dict[str, Any], chosen: SourceSettings
) -> set[str]:
    """What every source of this sign-in needs: consent given again replaces the old."""
    from flows import accounts

    return {
        scope
        for said in settings.sources
        if said.source in known and said.account == chosen.account
        for scope in known[said.source].scopes(
            accounts.make(home, said, known[said.source]).options
        )
    }


@app.command()
def logout(ctx: typer.Context, source: str = SOURCE, account: str = ACCOUNT) -> None:
    """Forget the password or token of an account.

    What was fetched stays; the account's section in cultivate.toml too.

    Example: cultivate logout imap --account work
    """
    from flows import accounts, secret

    home, settings = opened(ctx)
    known = _connectors(source)
    said = _section(home, settings, known, source, account)
    safe = accounts.safe_of(said.source, known[said.source])
    if not secret.forget(home, safe, said.account):
        raise UserError(
            f"nothing is kept for {source}/{said.account}; it may come from "
            f"{secret.variable(safe, said.account)} or a password_command"
        )
    say(f"Signed out of {source}/{said.account}.")


def _connectors(named: str) -> dict[str, Any]:
    """The sources meant: the one named, or all whose sign-in has that name.

    Raises WrongUse when there is none with a server.
    """
    import connectors
    from flows import accounts

    live = {n: c for n, c in connectors.discover().items() if hasattr(c, "fetch")}
    safes = {name: accounts.safe_of(name, one) for name, one in live.items()}
    safe = safes.get(named, named)
    found = {name: one for name, one in live.items() if safes[name] == safe}
    if not found:
        raise WrongUse(
            f"there is no live source {named}; there are {', '.join(live) or 'none'}"
        )
    return found


def _section(
    home: Home, settings: Settings, known: dict[str, Any], named: str, account: str
) -> SourceSettings:
    """The account meant: the one named, or the only one."""
    there = [said for said in settings.sources if said.source in known]
    there = [said for said in there if named in {said.source, *_safes(known)}]
    chosen = [said for said in there if account in {"", said.account}]
    accounts = dict.fromkeys(said.account for said in chosen)
    if len(accounts) == 1:
        return chosen[0]
    if accounts:
        names = ", ".join(accounts)
        raise WrongUse(f"{named} has several accounts; say --account: {names}")
    source = named if named in known else next(iter(known))
    raise UserError(
        f"{home.settings_file} has no [sources.{source}.{account or 'NAME'}] yet; "
        f"write it first, as docs/sources.md shows"
    )


def _safes(known: dict[str, Any]) -> set[str]:
    from flows import accounts

    return {accounts.safe_of(name, one) for name, one in known.items()}


def _ask(connector: Any, account: str) -> str:
    what = getattr(connector, "asks_for", "Password")
    if sys.stdin.isatty():
        given = str(typer.prompt(f"{what} of {account}", hide_input=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise WrongUse("no password was given; type it, or give it on standard input")
    return given
