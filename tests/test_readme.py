"""The README's session is run, and its output is what one sees.

`python tests/test_readme.py` writes the session's output anew.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from flows.commands import main

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
SESSION = re.compile(r"(?<=```console\n).*?(?=```)", flags=re.DOTALL)
CALL = re.compile(r"cultivate (?P<words>.*?)(?: \| head -(?P<lines>\d+))?")


def make_demo(home: Path) -> None:
    """The home that `make demo` fills, without Prefect."""
    home.mkdir(mode=0o700)
    for name in ("cultivate.toml", "journal.md", "decisions.csv"):
        shutil.copy(SAMPLE / name, home)
    shutil.copytree(SAMPLE / "inbox", home / "inbox")
    as_of = (SAMPLE / "as_of.txt").read_text().strip()
    said = say(home, f"run --as-of {as_of}")
    assert "Report: " in said, said


def say(home: Path, words: str) -> str:
    """What `cultivate words` says, errors among it."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        main(["--home", str(home), *shlex.split(words)])
    return said.getvalue()


def played(session: str, home: Path) -> Iterator[str]:
    """The session with the output of each of its commands."""
    for line in session.splitlines():
        if not line.startswith("$ "):
            continue
        yield line
        call = CALL.fullmatch(line.removeprefix("$ "))
        if call:
            limit = int(call["lines"]) if call["lines"] else None
            yield from say(home, call["words"]).splitlines()[:limit]


def replayed(text: str, home: Path) -> str:
    """The README with its sessions played in a home."""
    return SESSION.sub(
        lambda found: "\n".join(played(found.group(), home)) + "\n", text
    )


def test_the_session_says_what_the_readme_shows(tmp_path, monkeypatch):
    """Every command of the README, on the sample, in order, word by word."""
    monkeypatch.setenv("NO_COLOR", "1")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    make_demo(tmp_path / "demo")
    assert replayed(readme, tmp_path / "demo") == readme


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder) / "demo")
        page = ROOT / "README.md"
        page.write_text(
            replayed(page.read_text(encoding="utf-8"), Path(folder) / "demo")
        )
