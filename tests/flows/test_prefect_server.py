"""What is looked at before Prefect's server is started."""

from __future__ import annotations

import shutil

import pytest

from flows import prefect_server
from flows.settings import UserError


def test_a_full_disk_is_told_before_a_server_is_waited_for(home, monkeypatch):
    """Prefect's own database finds no room there; with room nothing is said."""
    prefect_server.require_room(home)
    there = shutil.disk_usage(home.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: there._replace(free=1 << 20))
    with pytest.raises(UserError, match="the disk is full; make room"):
        prefect_server.require_room(home)
