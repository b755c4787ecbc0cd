"""A night tells nobody: no network, no readable file, no trace outside the home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

CULTIVATE = Path(sys.executable).with_name("cultivate")
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
# of the invented people: a name, an address, a subject and a note
MARKERS = [b"Ingrid", b"ingrid.solberg@example.org", b"Vitalis", b"+1312555015"]
# a network of its own, in which loopback is all there is
ALONE = """\
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    request = struct.pack("16sh", b"lo", 1)
    fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS: up
with open("/proc/net/route") as routes:
    assert len(routes.readlines()) == 1, "there is a way out"
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """One Prefect night over the sample, alone in its network, under umask 022."""
    if not shutil.which("unshare") or _unshared("true").returncode:
        if os.environ.get("CULTIVATE_REQUIRE_ALL"):
            pytest.fail("no network namespace can be made here", pytrace=False)
        pytest.skip("no network namespace can be made here")
    folder = tmp_path_factory.mktemp("alone")
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir(mode=0o700)
    temporary.mkdir()
    for name in ("cultivate.toml", "journal.md", "decisions.csv"):
        shutil.copy(SAMPLE / name, home)
        (home / name).chmod(0o600)
    shutil.copytree(SAMPLE / "inbox", home / "inbox")
    seen: set[bytes] = set()
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, done))
    watcher.start()
    try:
        ended = _unshared(
            sys.executable,
            *("-c", ALONE, str(CULTIVATE), "--home", str(home)),
            *("nightly", "--as-of", (SAMPLE / "as_of.txt").read_text().strip()),
            env=os.environ | {"TMPDIR": str(temporary)},
        )
    finally:
        done.set()
        watcher.join()
    return home, temporary, ended, seen


def _unshared(*words, **options):
    return subprocess.run(
        ["unshare", "--net", "--map-root-user", *words],
        capture_output=True,
        check=False,
        umask=0o022,
        **options,
    )


def _watch(seen, done):
    """Note the words of every process as long as the night lasts."""
    while not done.wait(0.2):
        for words in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.add(words.read_bytes())
            except OSError:
                continue  # it has ended


def test_a_night_needs_no_network(night):
    """With nothing but loopback, Prefect's server and all, the report is made."""
    home, _, ended, _ = night
    assert ended.returncode == 0, ended.stderr.decode()
    assert (home / "reports" / "latest" / "report.html").is_file()


def test_what_it_prints_names_nobody(night):
    """Sources and counts only."""
    _, _, ended, _ = night
    assert [m for m in MARKERS if m in ended.stdout + ended.stderr] == []


def test_the_temporary_folder_holds_nothing_of_anybody(night):
    """Whatever was put there for a while is gone, or says nothing."""
    _, temporary, _, _ = night
    held = [file for file in temporary.rglob("*") if file.is_file()]
    shown = [file for file in held if any(m in file.read_bytes() for m in MARKERS)]
    assert shown == []


def test_no_process_was_called_with_anybody_s_data(night):
    """What `ps` showed meanwhile has no name, address or number in it."""
    *_, seen = night
    assert any(b"nightly" in words for words in seen)
    assert [words for words in seen if any(m in words for m in MARKERS)] == []


def test_others_can_read_nothing_it_made(night):
    """Even under umask 022: folders 0700, files 0600; the inbox is the owner's own."""
    home, *_ = night
    made = [p for p in home.rglob("*") if home / "inbox" not in (p, *p.parents)]
    assert len(made) > 20
    assert [p for p in made if not p.is_symlink() and p.stat().st_mode & 0o077] == []
