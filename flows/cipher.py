"""Databases encrypted by DuckDB's own cipher; the key lies in the system's keyring.

Writing takes the crypto module of DuckDB's extension httpfs (OpenSSL's); what DuckDB
brings along can only read, and the mode its makers call unsafe is never used. No
extension is fetched: the owner installs it once. Whether a file is encrypted is
asked of the file, so that readers need no settings.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from flows import secret
from flows.settings import UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_FLAG = 20  # the byte of DuckDB's header whose lowest bit says it
_LACKING = (
    "[home] encrypt wants DuckDB's crypto module, which is not there; install it once: "
    "{} -c \"import duckdb; duckdb.sql('install httpfs')\"; or encrypt the disk or the "
    "folder (LUKS, FileVault, gocryptfs) and take encrypt out of cultivate.toml"
)


def is_encrypted(file: Path) -> bool:
    """Whether a database is; one that is not there, or none at all, is not."""
    try:
        with file.open("rb") as head:
            start = head.read(_FLAG + 1)
    except OSError:
        return False
    return start[8:12] == b"DUCK" and bool(start[_FLAG] & 1)


def connect(
    file: Path,
    config: dict[str, Any],
    *,
    read_only: bool = False,
    encrypted: bool | None = None,
    group: int = 0,
) -> Connection:
    """A connection to a database of its own; `encrypted` says it of one to be made.

    group: rows of a table that are written together, where not DuckDB's own choice.
    Raises duckdb.Error as DuckDB does, UserError without the key or the module.
    """
    locked = _wanted(file, said=encrypted)
    if not locked and not group:
        return duckdb.connect(str(file), read_only=read_only, config=config)
    closed = config.get("enable_external_access") is False  # to be, once attached
    # under one name a process's connections share what is attached, as they do a file
    name = ":memory:" if locked else f":memory:{file.absolute()}"
    con = duckdb.connect(name, config=config | {"enable_external_access": True})
    try:
        if read_only:
            con.execute("set temp_directory = ''")  # nothing in clear beside it
        attach(
            con, file, file.stem, read_only=read_only, encrypted=encrypted, group=group
        )
        look_into(con, file)
        if closed:
            con.execute("set enable_external_access = false")
    except BaseException:
        con.close()
        raise
    return con


def look_into(con: Connection, file: Path) -> None:
    """Let a connection mean an attached database when it names none.

    `use` would do the same, but first looks through all there is for such a schema.
    """
    con.execute(f"set schema = '\"{_quoted(file.stem)}\".main'")


def attach(
    con: Connection,
    file: Path,
    name: str,
    *,
    read_only: bool = False,
    encrypted: bool | None = None,
    group: int = 0,
) -> None:
    """Attach a database under a name, with its key where it needs one."""
    options = ["read_only"] if read_only else []
    options += [f"row_group_size {group}"] if group else []
    locked = _wanted(file, said=encrypted)
    if locked:
        if not read_only:
            load_module(con)
        options.append(f"encryption_key '{_quoted(_key())}'")
    how = f" ({', '.join(options)})" if options else ""
    try:
        con.execute(f"attach if not exists '{_quoted(str(file))}' as \"{name}\"{how}")
    except duckdb.InvalidInputException:
        if not locked:
            raise
        raise UserError(
            f"the keyring's key does not fit {file}; put back the one it was made "
            f"with: keyring set {' '.join(secret.DATABASES)}"
        ) from None


def load_module(con: Connection) -> None:
    """Load the module that writes; raises UserError with what to do without it."""
    try:
        con.execute("load httpfs")
    except duckdb.Error:
        raise UserError(_LACKING.format(shlex.quote(sys.executable))) from None
    con.execute("set temp_file_encryption = true")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _wanted(file: Path, *, said: bool | None) -> bool:
    return is_encrypted(file) if said is None else said


def _key() -> str:
    """The key of every encrypted database of this user."""
    key = secret.database_key()
    if not key:
        raise UserError(
            "the databases are encrypted and the keyring has no key; unlock it, or "
            f"put the key back: keyring set {' '.join(secret.DATABASES)}"
        )
    return key
