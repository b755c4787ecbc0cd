"""A command at a terminal of its own, as somebody who types sees it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from flows.settings import Home

PROGRAM = "import sys; from flows.commands import main; sys.exit(main())"


def typed(home: Home, answers: str, *words: str | Path) -> str:
    """What the command says to somebody who types the answers; it must end well."""
    master, slave = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, "--home", home.path, *words]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave) as running:
        os.close(slave)
        os.write(master, answers.encode())
        said = b""
        try:
            while chunk := os.read(master, 4096):
                said += chunk
        except OSError:
            pass  # the terminal is gone when the program has ended
        os.close(master)
        assert running.wait(timeout=60) == 0
    return said.decode()
