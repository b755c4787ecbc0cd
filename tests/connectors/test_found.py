"""What fuzzing once found stays mended: refused in words, never by an accident."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

import connectors
from connectors import SourceError
from tests.connectors import golden

FOUND = sorted((Path(__file__).parent / "found").glob("*/*/*"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_what_was_found_is_mended(path):
    """The source reads it or refuses it; nothing else comes out of it."""
    connector = connectors.discover()[path.parts[-3]]
    connector.identify(path)
    with contextlib.suppress(SourceError):
        list(connector.extract(path, golden.READING))
