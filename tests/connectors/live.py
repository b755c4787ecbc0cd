"""What tests of live sources share: a home with an account, nights, what is held."""

from __future__ import annotations

from flows import steps
from flows.settings import load
from flows.warehouse import open_archive


def add_account(home, source, name="work", **options):
    """Write an account's section into the settings."""
    lines = [f"{key} = {_toml(value)}" for key, value in options.items()]
    with home.settings_file.open("a", encoding="utf-8") as file:
        file.write("\n".join(["", f"[sources.{source}.{name}]", *lines, ""]))


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else repr(value)


def night(home, source):
    """One run's collecting of a source; gives its tally."""
    settings = load(home)
    run_id = steps.begin(home, "run")
    assert source in steps.find(home, settings)
    return steps.collect(home, settings, run_id, source)


def standing(home, relation="interactions", column="source_key"):
    """What staging holds to be so now: a column's values, sorted, each a record's."""
    with open_archive(home) as con:
        found = con.execute(
            f"""
            with alive as (
                select source_key from raw.{relation} group by all
                having coalesce(max(last_run) filter (not deleted), 0)
                    >= coalesce(max(last_run) filter (deleted), 0)
            )
            select distinct on (source_key) {column} from raw.{relation}
            semi join alive using (source_key)
            where not deleted order by source_key, last_run desc, first_run desc
            """
        ).fetchall()
    return sorted(value for (value,) in found)
