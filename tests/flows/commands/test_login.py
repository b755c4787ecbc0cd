"""`login` and `logout`: secrets go where only the owner finds them."""

from __future__ import annotations

import stat
import sys
from types import SimpleNamespace

import pytest

import connectors
from connectors import SignInNeeded
from flows import accounts, secret
from flows.commands import main
from flows.settings import UserError, load
from tests.flows.test_fetch import add, toy  # noqa: F401  # a fixture

WORD = "open sesame, please"


@pytest.fixture
def called(home, monkeypatch, capfd):
    """Call a command with a line of standard input: (exit code, out, err)."""

    def call(*words, typed=""):
        monkeypatch.setattr(sys, "stdin", _Typed(typed))
        code = main(["--home", str(home.path), *words])
        return code, *capfd.readouterr()

    return call


class _Typed:
    def __init__(self, text):
        self.text = text

    def isatty(self):
        return False

    def readline(self):
        return self.text + "\n"


@pytest.fixture
def account(home, toy, monkeypatch):  # noqa: F811  # the fixture imported
    """The toy account of the settings, with nothing in the environment."""
    monkeypatch.delenv("CULTIVATE_TOY_WORK")

    def make():
        said = next(said for said in load(home).sources if said.source == "toy")
        return accounts.make(home, said, toy)

    return make


def test_a_password_is_kept_in_a_private_file(home, account, called):
    """Without a keyring it lies in a 0600 file and nowhere else, said to nobody."""
    code, out, err = called("login", "toy", typed=WORD)
    assert (code, err) == (0, "")
    file = home.path / "secrets" / "toy.work"
    assert f"Signed in to toy/work; kept in {file}." in out
    assert WORD not in out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert account().secret() == WORD
    assert WORD not in home.settings_file.read_text()


def test_logout_forgets(home, account, called):
    """After it the account has no secret; a second time says so."""
    called("login", "toy", "--account", "work", typed=WORD)
    assert called("logout", "toy")[:2] == (0, "Signed out of toy/work.\n")
    with pytest.raises(SignInNeeded, match="cultivate login toy --account work"):
        account().secret()
    code, _, err = called("logout", "toy")
    assert code == 1
    assert "CULTIVATE_TOY_WORK" in err


def test_an_open_file_is_refused(home, account, called):
    """A secret others may read is not used until that is mended."""
    called("login", "toy", typed=WORD)
    (home.path / "secrets" / "toy.work").chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        account().secret()


def test_the_keyring_comes_first(home, account, called, monkeypatch):
    """A machine with a keyring keeps it there, and the file goes."""
    called("login", "toy", typed="older")
    held = {}
    safe = SimpleNamespace(
        get_keyring=lambda: SimpleNamespace(priority=5),
        get_password=lambda service, name: held.get((service, name)),
        set_password=lambda service, name, word: held.update({(service, name): word}),
        delete_password=lambda service, name: held.pop((service, name)),
    )
    monkeypatch.setitem(sys.modules, "keyring", safe)
    monkeypatch.setenv("CULTIVATE_TOY_WORK", "from the environment")
    assert account().secret() == "older"
    assert "keyring" in called("login", "toy", typed=WORD)[1]
    assert list(held.values()) == [WORD]
    assert not (home.path / "secrets" / "toy.work").exists()
    assert account().secret() == WORD
    assert called("logout", "toy")[0] == 0
    assert account().secret() == "from the environment"


def test_a_command_is_asked_last(home, account, monkeypatch):
    """Its first line is the secret; the environment goes before it; no shell."""
    add(home, "password_command = \"printf '%s\\\\nmore' $HOME\"\n")
    assert account().secret() == "$HOME"
    monkeypatch.setenv("CULTIVATE_TOY_WORK", WORD)
    assert account().secret() == WORD


def test_a_command_is_asked_once_a_fetch(home, account, tmp_path):
    """However often the secret is needed: it may ask its owner for a touch of a key."""
    asked = tmp_path / "asked"
    program = tmp_path / "program"
    program.write_text(f"echo once >> {asked}; echo sesame")
    add(home, f'password_command = "sh {program}"\n')
    made = account()
    assert [made.secret() for _ in range(3)] == ["sesame"] * 3
    assert asked.read_text() == "once\n"


@pytest.mark.parametrize(
    ("command", "says"),
    [("false", "ended with 1"), ("no-such-program-here", "cannot be started")],
)
def test_a_command_that_fails_is_told(home, account, command, says):
    """Which account's command it was, never its output."""
    add(home, f'password_command = "{command}"\n')
    with pytest.raises(UserError, match=r"sources\.toy\.work") as told:
        account().secret()
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("login", "vcard"), 2, "there is no live source vcard"),
        (("login", "toy", "--account", "play"), 1, "no [sources.toy.play] yet"),
        (("login", "toy"), 2, "no password was given"),
        (("login", "google"), 1, "no [sources.gmail.NAME] yet"),
    ],
)
def test_wrong_use_is_told(home, account, called, words, code, says):
    """The words say what there is."""
    ended, _, err = called(*words)
    assert (ended, says in err) == (code, True)


def test_several_accounts_have_names(home, account, called):
    """Without --account one of several is not guessed."""
    add(home, '[sources.toy.club]\nhost = "toy.example.org"\n')
    code, _, err = called("login", "toy", typed=WORD)
    assert code == 2
    assert "--account: work, club" in err


def test_a_source_may_sign_in_its_own_way(home, account, called, monkeypatch):
    """What a connector's sign_in gives is kept; what it shows is shown."""
    module = connectors.discover()["toy"]

    def sign_in(account, say, wanted):
        say(f"visit {account.options.host} for {', '.join(wanted)}")
        return WORD

    monkeypatch.setattr(module, "sign_in", sign_in, raising=False)
    monkeypatch.setattr(module, "scopes", lambda _: {"toys"}, raising=False)
    assert "visit toy.example.com for toys" in called("login", "toy")[1]
    assert account().secret() == WORD


def test_a_run_goes_on_and_ends_with_1(home, account, called, tmp_path):
    """Nobody signed in: one line and what to do; other sources are read."""
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Okafor\nEMAIL:ana@example.com\nEND:VCARD\n"
    (home.inbox / "ana.vcf").write_text(card)
    code, out, err = called("run")
    assert code == 1
    assert "Report: " in out
    assert "vcard        1 file: 1 new record" in out
    assert err == (
        "cultivate: toy/work: nobody has signed in; "
        "do: cultivate login toy --account work\n"
    )
    assert secret.variable("imap", "a.b@c") == "CULTIVATE_IMAP_A_B_C"
