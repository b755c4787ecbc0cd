"""Passwords and tokens: the system's keyring, else a 0600 file; never the settings.

Looked for in the keyring, in the home's `secrets/`, in the environment
(`CULTIVATE_IMAP_WORK`), and then asked of the account's `password_command`. Kept in
the keyring where there is one. Nothing here logs, and no error repeats a secret.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.settings import Home, UserError

_KEYRING = "cultivate"
DATABASES = (_KEYRING, "databases")  # where the keyring has the databases' key
_PATIENCE = 120  # seconds a command may ask its owner for


def find(home: Home, source: str, account: str, command: Sequence[str] = ()) -> str:
    """The account's secret, from the first place that has one; "" for none.

    Raises UserError for a file others may read, and a command that fails.
    """
    return (
        _from_keyring(home, source, account)
        or _from_file(_file(home, source, account))
        or os.environ.get(variable(source, account), "")
        or (_from_command(command, source, account) if command else "")
    )


def keep(home: Home, source: str, account: str, secret: str) -> str:
    """Keep the secret; gives in words where: the keyring, else a 0600 file."""
    keyring = _keyring()
    if keyring is not None:
        try:
            keyring.set_password(_KEYRING, _name(home, source, account), secret)
        except Exception:  # noqa: BLE001  # a locked or broken safe is none
            keyring = None
    if keyring is not None:
        _file(home, source, account).unlink(missing_ok=True)
        return "the system's keyring"
    file = _file(home, source, account)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(secret)
    beside.replace(file)
    return str(file)


def forget(home: Home, source: str, account: str) -> bool:
    """Take the secret out of keyring and file; whether there was one."""
    file = _file(home, source, account)
    held = file.exists()
    file.unlink(missing_ok=True)
    keyring = _keyring()
    if keyring is not None and _from_keyring(home, source, account):
        keyring.delete_password(_KEYRING, _name(home, source, account))
        held = True
    return held


def database_key() -> str:
    """The key of this user's encrypted databases, "" for none.

    It is one for all homes, so that a home may be moved; never in a file beside
    what it opens. A machine without a keyring has it in the environment.
    """
    keyring = _keyring()
    try:
        found = keyring.get_password(*DATABASES) if keyring else ""
    except Exception:  # noqa: BLE001  # a locked safe: the environment may do
        found = ""
    return found or os.environ.get("CULTIVATE_DATABASES", "")


def make_database_key() -> None:
    """Make that key where there is none; raises UserError without a keyring."""
    if database_key():
        return
    keyring = _keyring()
    try:
        keyring.set_password(*DATABASES, secrets.token_hex(32))
    except Exception:  # noqa: BLE001  # no safe, a locked or a broken one
        raise UserError(
            "[home] encrypt wants the system's keyring to keep the key in; unlock it, "
            "give a key in CULTIVATE_DATABASES, or encrypt the disk instead"
        ) from None


def variable(source: str, account: str) -> str:
    """The environment's name for it: CULTIVATE_IMAP_WORK."""
    return re.sub(r"\W", "_", f"cultivate_{source}_{account}").upper()


def _name(home: Home, source: str, account: str) -> str:
    return f"{source}/{account} of {home.path}"


def _file(home: Home, source: str, account: str) -> Path:
    if not re.fullmatch(r"[\w.@+-]{1,100}", account):
        raise UserError(
            f"{account!r} cannot name an account; use letters, digits and . @ + - _"
        )
    return home.path / "secrets" / f"{source}.{account}"


def _keyring() -> Any:
    """The keyring module, or None where nothing behind it can keep a secret."""
    try:
        import keyring

        return keyring if keyring.get_keyring().priority > 0 else None
    except Exception:  # noqa: BLE001  # a machine without any safe says so in many ways
        return None


def _from_keyring(home: Home, source: str, account: str) -> str:
    keyring = _keyring()
    if keyring is None:
        return ""
    try:
        found = keyring.get_password(_KEYRING, _name(home, source, account))
    except Exception:  # noqa: BLE001  # a locked safe at night: the next place may do
        return ""
    return found or ""


def _from_file(file: Path) -> str:
    if not file.is_file():
        return ""
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise UserError(f"{file} can be read by others; do: chmod 600 {file}")
    return file.read_text(encoding="utf-8").rstrip("\n")


def _from_command(command: Sequence[str], source: str, account: str) -> str:
    """The first line the command prints; no shell sees it."""
    place = f"password_command of sources.{source}.{account}"
    try:
        done = subprocess.run(  # noqa: S603  # the owner's own words, without a shell
            list(command),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"{place} gave no answer; try it in a terminal") from None
    except OSError:
        raise UserError(f"{place} cannot be started; mend it in the settings") from None
    if done.returncode:
        raise UserError(
            f"{place} ended with {done.returncode}; try it in a terminal"
        ) from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return lines[0] if lines else ""
