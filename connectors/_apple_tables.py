"""The tables of an Apple address book, whatever version of macOS wrote them.

Columns that are not there read as empty; each table of details is read once, in the
order of the records it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ._sqlite import Database, text_of

LABEL = re.compile(r"_\$!<(.*)>!\$_")
# what each table of details holds beside its owner, label and order
DETAILS = {
    "ZABCDEMAILADDRESS": ("ZADDRESS", "ZADDRESSNORMALIZED"),
    "ZABCDPHONENUMBER": ("ZFULLNUMBER", "ZLOCALNUMBER"),
    "ZABCDURLADDRESS": ("ZURL",),
    "ZABCDPOSTALADDRESS": (
        "ZSTREET", "ZSUBLOCALITY", "ZCITY", "ZSTATE", "ZREGION", "ZZIPCODE",
        "ZCOUNTRYNAME",
    ),
    "ZABCDSOCIALPROFILE": ("ZSERVICENAME", "ZUSERNAME", "ZURLSTRING"),
    "ZABCDMESSAGINGADDRESS": ("ZADDRESS", "ZSERVICE", "ZSERVICENAME"),
    "ZABCDRELATEDNAME": ("ZNAME",),
    "ZABCDCONTACTDATE": ("ZDATE", "ZDATEYEARLESS", "ZDATEYEAR"),
    "ZABCDNOTE": ("ZTEXT",),
}  # fmt: skip
# tables of details that say nothing of use here
IGNORED = {
    "ZABCDALERTTONE", "ZABCDLIKENESS", "ZABCDREMOTELOCATION", "ZABCDCALENDARURI",
    "ZABCDADDRESSINGGRAMMAR", "ZABCDDATECOMPONENTS", "ZABCDDISTRIBUTIONLISTCONFIG",
    "ZABCDCONTACTINDEX",
}  # fmt: skip
OF_RECORD = (
    "ZUNIQUEID", "ZFIRSTNAME", "ZMIDDLENAME", "ZLASTNAME", "ZTITLE", "ZSUFFIX",
    "ZNICKNAME", "ZMAIDENNAME", "ZPHONETICFIRSTNAME", "ZPHONETICMIDDLENAME",
    "ZPHONETICLASTNAME", "ZORGANIZATION", "ZDEPARTMENT", "ZJOBTITLE", "ZBIRTHDAY",
    "ZBIRTHDAYYEARLESS", "ZBIRTHDAYYEAR", "ZDISPLAYFLAGS", "ZMODIFICATIONDATE",
    "ZCONTAINERWHERECONTACTISME",
)  # fmt: skip


class Beside:
    """Rows beside the records they belong to, by `owner`; each is read once."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._rows = rows
        self._waiting = next(rows, None)

    def of(self, key: int) -> Iterator[dict[str, Any]]:
        """The rows of a record; those of records before it are passed over."""
        while self._waiting is not None:
            owner = self._waiting["owner"]
            if isinstance(owner, int) and owner > key:
                return
            if owner == key:
                yield self._waiting
            self._waiting = next(self._rows, None)


class Details:
    """One table of details, in the order of the records they belong to."""

    def __init__(self, book: Database, table: str, columns: tuple[str, ...]) -> None:
        known = book.columns(table)
        owner = "ZCONTACT" if table == "ZABCDNOTE" else "ZOWNER"
        self.columns = columns
        rows: Iterator[dict[str, Any]] = iter(())
        if owner in known:
            order = [owner]
            order += ["ZISPRIMARY desc"] if "ZISPRIMARY" in known else []
            order += ["ZORDERINGINDEX"] if "ZORDERINGINDEX" in known else []
            wanted = ("ZLABEL", *columns)
            query = select(known, wanted, table, ", ".join(order), f"{owner} as owner")
            rows = book.named(query)
        self._rows = Beside(rows)

    def of(self, key: int) -> Iterator[tuple[str, list[Any]]]:
        """The label and the values of each detail of a record."""
        for row in self._rows.of(key):
            yield label_of(row["ZLABEL"]), [row[column] for column in self.columns]


class Groups:
    """The groups that records are in, in the records' order."""

    def __init__(self, book: Database) -> None:
        tables = [*_membership(book)]
        query = " union all ".join(
            f"select {who} as owner, {number} as place, ZABCDRECORD.ZNAME as name"
            f" from {table} join ZABCDRECORD on ZABCDRECORD.Z_PK = {group}"
            for number, (table, who, group) in enumerate(tables)
        )
        order = "order by owner, place, name"
        rows = book.named(f"{query} {order}") if tables else iter(())
        self._rows = Beside(rows)

    def of(self, key: int) -> Iterator[str]:
        """The names of the groups a record is in."""
        return filter(None, (text_of(row["name"]) for row in self._rows.of(key)))


def select(
    known: set[str], wanted: tuple[str, ...], table: str, order: str, more: str
) -> str:
    """A query for the columns that are there, the others empty; names are our own."""
    said = [name if name in known else f"null as {name}" for name in wanted]
    return f"select {', '.join([*said, more])} from {table} order by {order}"


def of_kind(known: set[str]) -> str:
    return "Z_PK, Z_ENT" if "Z_ENT" in known else "Z_PK"


def entities(book: Database) -> dict[str, tuple[int, ...]]:
    """Core Data's numbers for contacts and groups, which change with the version."""
    numbers: dict[str, int] = {}
    if {"Z_ENT", "Z_NAME"} <= book.columns("Z_PRIMARYKEY"):
        query = "select Z_NAME, Z_ENT from Z_PRIMARYKEY"
        numbers = {text_of(name): number for name, number in book.rows(query)}
    contacts = ("ABCDContact", "ABCDSubscribedContact")
    groups = ("ABCDGroup", "ABCDSubscribedGroup")
    return {
        "contact": tuple(numbers[name] for name in contacts if name in numbers)
        or (22,),
        "group": tuple(numbers[name] for name in groups if name in numbers) or (19,),
    }


def _membership(book: Database) -> Iterator[tuple[str, str, str]]:
    """The tables that say who is in which group, and their columns for these."""
    if "ZNAME" not in book.columns("ZABCDRECORD"):
        return
    tables = "select name from sqlite_schema where type = 'table' order by name"
    for (table,) in book.rows(tables):
        if not re.fullmatch(r"Z_\d{1,3}PARENTGROUPS", table):
            continue
        known = book.columns(table)
        who = next((c for c in known if re.fullmatch(r"Z_\d{1,3}CONTACTS\d?", c)), "")
        group = next(
            (c for c in known if re.fullmatch(r"Z_\d{1,3}PARENTGROUPS\d?", c)), ""
        )
        if who and group:
            yield table, who, group


def services_of(book: Database) -> dict[int, str]:
    if not {"Z_PK", "ZSERVICENAME"} <= book.columns("ZABCDSERVICE"):
        return {}
    query = "select Z_PK, ZSERVICENAME from ZABCDSERVICE"
    return {key: text_of(name) for key, name in book.rows(query)}


def label_of(value: Any) -> str:
    """Apple's `_$!<Spouse>!$_` and an owner's own word alike, lower case."""
    return LABEL.sub(r"\1", text_of(value)).strip().lower()
