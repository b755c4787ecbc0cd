"""Every value is understood once: looked up in the archive's cache, else parsed.

Fills staging.normal_email, normal_phone, normal_name and normal_organisation
with the values this build meets, and adds new ones to the caches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.resolve import emails, names, organisations, phones
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


_BATCH = 50_000


class _Kind(NamedTuple):
    """One kind of value: its table, its keys, where it stands, how it is read."""

    table: str
    keys: tuple[str, ...]
    version: int
    values: str
    parse: Callable[..., dict[str, Any]]


def record_name(table: str) -> str:
    """SQL for the name of a contact record that is compared.

    The structured name when the source keeps one, as `Last, First`, else the shown.
    """
    return f"""
        case
            when {table}.given_name != '' and {table}.family_name != ''
            then {table}.family_name || ', ' || {table}.given_name
            when {table}.name != '' then {table}.name
            else trim({table}.given_name || ' ' || {table}.family_name)
        end
    """


_EMAILS = """
    select unnest(emails) as value from staging.contact_records
    union
    select source_key from staging.contact_records where known_by = 'participant'
    union
    select address from staging.owner_addresses
"""
_PHONES = """
    select unnest(phones) as value, region from staging.contact_records
    union
    select unnest(getvariable('owner_phones')::varchar[]), getvariable('owner_region')
"""
_NAMES = f"""
    select name as value from staging.contact_records
    union
    select {record_name("c")} from staging.contact_records as c
    union
    select unnest(nicknames) from staging.contact_records
    union
    select trim(split_part(relation, ':', 2))
    from (select unnest(relations) as relation from staging.contact_records)
    union
    select name from staging.record_versions
    union
    select value from staging.decisions where verb = 'name'
    union
    select name from staging.targets
    union
    select getvariable('owner_name')
"""
_ORGANISATIONS = """
    select organisation as value from staging.contact_records
    union
    select organisation from staging.record_versions
    union
    select split_part(said, ': ', 2)
    from (select unnest(affiliations) as said from staging.record_versions)
    union
    select organisation from staging.targets
"""


def _fields(parsed: emails.Email | names.Name) -> dict[str, Any]:
    return {name: getattr(parsed, name) for name in parsed.__slots__}


def _parse_phone(value: str, region: str) -> dict[str, Any]:
    return {"phone": phones.parse_phone(value, region)}


def _parse_organisation(value: str) -> dict[str, Any]:
    return {"organisation_key": organisations.parse_organisation(value)}


_KINDS = (
    _Kind(
        "normal_email",
        ("value",),
        emails.version,
        _EMAILS,
        lambda value: _fields(emails.parse_email(value)),
    ),
    _Kind("normal_phone", ("value", "region"), phones.version, _PHONES, _parse_phone),
    _Kind(
        "normal_name",
        ("value",),
        names.version,
        _NAMES,
        lambda value: _fields(names.parse_name(value)),
    ),
    _Kind(
        "normal_organisation",
        ("value",),
        organisations.version,
        _ORGANISATIONS,
        _parse_organisation,
    ),
)


def normalise_values(con: Connection, settings: Settings) -> dict[str, int]:
    """Make the four staging.normal_ relations; returns how many values were new."""
    con.execute("set variable owner_region = ?", [settings.owner.region])
    return {kind.table: _normalise_kind(con, kind) for kind in _KINDS}


def _normalise_kind(con: Connection, kind: _Kind) -> int:
    keys = ", ".join(kind.keys)
    known = ", ".join(f"coalesce({key}, '') as {key}" for key in kind.keys)
    con.execute(
        f"""
        create or replace temp table wanted as
        select distinct {known}
        from ({kind.values})
        where value != ''
        """
    )
    unknown = con.execute(
        f"""
        select {keys} from wanted
        anti join (from raw.{kind.table} where version = {kind.version}) using ({keys})
        order by {keys}
        """
    ).fetchall()
    if unknown:
        _remember(con, kind, unknown)
    con.execute(
        f"""
        create or replace table staging.{kind.table} as
        select known.* exclude (version)
        from raw.{kind.table} as known
        semi join wanted using ({keys})
        where known.version = {kind.version}
        order by {keys}
        """
    )
    return len(unknown)


def _remember(con: Connection, kind: _Kind, unknown: list[tuple[str, ...]]) -> None:
    """Parse what the cache does not know and append it, in batches."""
    import pyarrow as pa

    schema = con.sql(f"from raw.{kind.table} limit 0").to_arrow_table().schema
    for start in range(0, len(unknown), _BATCH):
        rows = [
            dict(zip(kind.keys, values, strict=True))
            | {"version": kind.version}
            | kind.parse(*values)
            for values in unknown[start : start + _BATCH]
        ]
        con.register("parsed", pa.Table.from_pylist(rows, schema))
        con.execute(f"insert into raw.{kind.table} by name from parsed")
        con.unregister("parsed")
