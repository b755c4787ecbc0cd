"""Starting up: what is loaded, how errors read, where --home may stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from flows.commands import main
from flows.commands._lazy import COMMANDS

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {
    "prefect",
    "pydantic",
    "pandas",
    "vobject",
    "icalendar",
    "googleapiclient",
    "pyarrow",
    "rich",
}
READERS = {
    "connectors._calendar_meeting",
    "connectors._dav",
    "connectors._google",
    "connectors._mail_heads",
    "connectors._mapi",
    "ssl",
}
LOADED = """
import sys
from flows.commands import main
code = main(sys.argv[1:])
import json
print(json.dumps([code, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def loaded_by(*words):
    """Exit code and top-level modules of a fresh process that ran a command."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, set(modules)


def test_help_loads_nothing_heavy():
    """`cultivate --help` lists every command without loading a step's library."""
    code, modules = loaded_by("--help")
    assert code == 0
    assert modules & (HEAVY | {"duckdb"}) == set()


def test_a_question_loads_duckdb_and_nothing_heavy(shared):
    """`cultivate sql "select 1"` loads the database and no step's library."""
    code, modules = loaded_by("--home", str(shared.path), "sql", "select 1")
    assert code == 0
    assert "duckdb" in modules
    assert modules & HEAVY == set()


def test_an_import_loads_no_frames(home, tmp_path):
    """Mail, cards, meetings and tables are read and read again without them.

    What grew and what was changed in its middle as well.
    """
    exports = tmp_path / "exports"
    for kind in ("vcard", "icalendar"):
        shutil.copytree(ROOT / "data/sample/inbox" / kind, exports / kind)
    shutil.copy(ROOT / "tests/connectors/fixtures/csv/members.tsv", exports)
    mailbox = exports / "Sent.mbox"
    shutil.copy(ROOT / "data/sample/inbox/mbox/default/Sent.mbox", mailbox)
    letters = mailbox.read_bytes()
    changed = letters.replace(b"Subject: ", b"Subject: Re: ", 1)
    for held in (letters, letters, letters + letters[:4_000], changed):
        mailbox.write_bytes(held)
        code, modules = loaded_by("--home", str(home.path), "import", str(exports))
        assert code == 0
        assert modules & {"numpy", "pandas", "pyarrow"} == set()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc")
def test_no_thread_stands_by_for_sums_of_matrices():
    """NumPy's would keep a processor busy at the start of every command."""
    code = "import flows, numpy, os; print(len(os.listdir('/proc/self/task')))"
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    )
    assert done.stdout == "1\n"


def test_sources_are_found_without_what_reads_and_fetches():
    """What only extract and fetch need waits until they are called."""
    code = "import connectors, sys; connectors.discover(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    found = set(done.stdout.split())
    assert "connectors.mbox" in found
    assert found & (HEAVY | READERS) == set()


def test_a_person_is_shown_without_anything_heavy(shared):
    """`who` and `why` need only the database."""
    for command in ("who", "why"):
        code, modules = loaded_by("--home", str(shared.path), command, "Núñez")
        assert code == 0
        assert modules & HEAVY == set()


def test_help_names_every_command(call, home):
    """`cultivate --help` has a line for each command."""
    lines = call(home, "--help").out.splitlines()
    named = {
        line.split()[0] for line in lines if line.startswith("  ") and line.split()
    }
    assert set(COMMANDS) <= named


def test_no_words_at_all_ask_for_help(capsys):
    """`cultivate` alone shows what `cultivate --help` shows."""
    assert main([]) == 0
    alone = capsys.readouterr().out
    assert main(["--help"]) == 0
    assert alone == capsys.readouterr().out != ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(call, home, command):
    """`cultivate COMMAND --help` shows an example of that command, and --home."""
    shown = call(home, command, "--help")
    assert shown.code == 0
    assert f"Example: cultivate {command}" in " ".join(shown.out.split()).replace(
        "cultivate --home ~/cultivate", "cultivate"
    )
    assert "--home" in shown.out


def test_home_may_follow_the_command(call, home, tmp_path):
    """--home counts before the command and after it; the nearer one wins."""
    other = tmp_path / "other"
    assert call(home, "init", "--home", str(other), "--owner-name", "Kim").code == 0
    assert (other / "cultivate.toml").is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["wo"], "No such command 'wo'; did you mean"),
        (["who"], "Missing argument 'NAME'; see: cultivate who --help"),
        (["sql", "--format", "xml", "select 1"], "see: cultivate sql --help"),
        (["tier", "Ana", "7"], "see: cultivate tier --help"),
        (["tier", "Ana", "high"], "'high' is not a whole number; see: cultivate tier"),
        (["import", "--undo", "last"], "'last' is not a whole number; see:"),
        (["sources", "--home", ""], "it is empty; name a folder"),
        (["--nonsense"], "No such option: --nonsense"),
        (["who", "Ana", "Okafor"], "(Okafor); several words want quotes round them;"),
        (["target", "add", "Ana"], "quotes round them, or --person, --title,"),
        (["target", "Ana"], "No such command 'Ana'; there are add, list; see:"),
        (["goal"], "Missing command; there are add, list; see: cultivate goal --help"),
    ],
)
def test_wrong_use_is_one_line_and_ends_with_2(call, home, words, says):
    """A command used wrongly says so in one line, and where to read on."""
    ended = call(home, *words)
    assert ended.code == 2
    assert says in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("words", [("sources",), ("import",), ("run", "--as-of")])
def test_a_long_word_is_not_thrown_back_whole(call, home, words):
    """What is wrong and what to do stand at the ends of the line, and stay."""
    ended = call(home, *words, "A" * 100_000)
    assert len(ended.err) < 1_100
    assert re.match("cultivate: .*AAA ... AAA", ended.err)
    assert re.search("AAA.+(try again|there are|2026-01-31)", ended.err)


def test_the_version_is_the_packages(call, home):
    """`cultivate --version` names it, without a home."""
    shown = call(home, "--version")
    assert (shown.code, shown.out) == (0, f"cultivate {version('cultivate')}\n")


def test_a_failure_is_one_line_and_ends_with_1(call, tmp_path):
    """Without a home a command says how to make one; no traceback."""
    from flows.settings import Home

    ended = call(Home(tmp_path / "none"), "settings")
    assert ended.code == 1
    assert "init" in ended.err
    assert ended.err.count("\n") == 1


def test_a_database_of_another_version_says_to_build_anew(call, lived_in):
    """A relation this version reads is not there: one line with the cure."""
    with duckdb.connect(str(lived_in.database)) as con:
        con.execute("alter table affiliations drop column until")
    asked = call(lived_in, "who", "Okafor")
    assert asked.code == 1
    assert asked.err.count("\n") == 1
    assert "another version" in asked.err
    assert "cultivate build" in asked.err


def test_debug_shows_the_traceback(home):
    """The traceback comes with --debug, and only then."""
    for words, expected in (
        (["sql", "from x", "--debug"], True),
        (["sql", "from x"], False),
    ):
        done = subprocess.run(
            [sys.executable, "-c", LOADED, "--home", str(home.path), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ("Traceback" in done.stderr) is expected


STOPPED = """
import sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
from flows.start import main
sys.exit(main())
"""


def test_ctrl_c_while_the_program_loads_is_a_line():
    """Stopped before a command is known, it says so in a line and ends with 1."""
    done = subprocess.run(
        [sys.executable, "-c", STOPPED], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "cultivate: stopped; nothing more was done\n"


ENDING = """
import atexit, sys
from flows import start

atexit.register(print, "taken apart")
run = start._run

def run_a_night():
    import prefect
    atexit.register(print, "Prefect ended")
    return run()

if "night" in sys.argv:
    sys.argv.remove("night")
    start._run = run_a_night
sys.exit(start.main())
"""


@pytest.mark.parametrize(("words", "code"), [(["who", "Núñez"], 0), (["who"], 2)])
def test_a_command_ends_without_taking_itself_apart(shared, words, code):
    """All it said is there, and its exit code; only Prefect is let to its own end."""
    call = [sys.executable, "-c", ENDING, "--home", str(shared.path), *words]
    at_once = subprocess.run(call, capture_output=True, text=True, check=False)
    night = subprocess.run(
        [*call, "night"], capture_output=True, text=True, check=False
    )
    assert at_once.returncode == night.returncode == code
    assert at_once.stdout + "Prefect ended\n" == night.stdout
    assert at_once.stderr == night.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_what_can_not_be_written_is_an_error(shared):
    """An answer into a file on a full disk: one line, and no success."""
    call = [sys.executable, "-c", ENDING, "--home", str(shared.path), "who", "Núñez"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            call, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("cultivate: the disk is full")
    assert done.stderr.count("\n") == 1


def test_shell_completion_names_commands():
    """The shell's question for words beginning with `wh` is answered."""
    asked = os.environ | {
        "_CULTIVATE_COMPLETE": "complete_bash",
        "COMP_WORDS": "cultivate wh",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", "from flows.start import main; main()"],
        env=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["who", "why"]


def test_a_reader_that_leaves_early_is_no_error(shared):
    """`cultivate sql ... | head -1` ends quietly."""
    line = (
        f"{sys.executable} -c 'import sys; from flows.commands import main; "
        f"sys.exit(main())' --home {shared.path} sql --format csv "
        "'from range(300000)' | head -1"
    )
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
