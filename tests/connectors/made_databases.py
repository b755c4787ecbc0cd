"""Address books of invented people, written as their programs write them.

`python tests/connectors/made_databases.py` makes the fixtures of Thunderbird and
Apple Contacts again, which are databases and cannot be read as text.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
ANA = """BEGIN:VCARD
VERSION:4.0
FN:Ana Okafor
N:Okafor;Ana;;;
NICKNAME:Anita
EMAIL;TYPE=work;PREF=1:ana.okafor@example.com
EMAIL;TYPE=home:ana@example.org
TEL;TYPE=cell;VALUE=TEXT:+34 655 550 101
TEL;TYPE=fax;VALUE=TEXT:+34 915 550 102
ORG:Harbour Labs;Research
TITLE:Head of Research
ADR;TYPE=work:;;Calle Mayor 1;Madrid;;28013;Spain
BDAY;VALUE=DATE:19800401
ANNIVERSARY;VALUE=DATE:20090613
URL;VALUE=URL:https://okafor.example.com
NOTE:Met at the harbour fair\\, 2019.
X-CUSTOM1;VALUE=TEXT:speaks Igbo
CATEGORIES:rowing
UID:11111111-0000-4000-8000-000000000001
END:VCARD
"""
BROKEN = "BEGIN:VCARD\nVERSION:4.0\nFN:Wei Chen\nEMAIL:wei@example.net\nBDAY:soon\n"
THUNDERBIRD = """
    create table properties (card text, name text, value text);
    create table lists (uid text primary key, name text, nickName text,
        description text);
    create table list_cards (list text, card text, primary key (list, card));
    create index properties_card on properties(card);
    create index properties_name on properties(name);
    pragma user_version = 4;
"""
OLDER = {
    "DisplayName": "Marta Soler", "FirstName": "Marta", "LastName": "Soler",
    "PhoneticFirstName": "Mar-ta", "PhoneticLastName": "So-ler", "NickName": "Marti",
    "PrimaryEmail": "marta@example.com", "LowercasePrimaryEmail": "marta@example.com",
    "SecondEmail": "soler@example.org", "WorkPhone": "+34 915 550 103",
    "CellularNumber": "655 550 104", "FaxNumber": "915 550 105",
    "_Skype": "marta.soler", "_JabberId": "marta@example.net", "JobTitle": "Architect",
    "Department": "Bridges", "Company": "Puente SL", "WorkAddress": "Calle Luna 2",
    "WorkAddress2": "3o B", "WorkCity": "Valencia", "WorkZipCode": "46001",
    "WorkCountry": "Spain", "HomeCity": "Gandia", "WebPage1": "https://puente.example",
    "BirthYear": "", "BirthMonth": "2", "BirthDay": "29", "AnniversaryYear": "2010",
    "AnniversaryMonth": "6", "AnniversaryDay": "5", "SpouseName": "Luc Martin",
    "Notes": "Likes\nold bridges", "Custom1": "plays chess", "PopularityIndex": "4",
    "LastModifiedDate": "1700000000", "PreferMailFormat": "0", "X-Strange": "1",
    "Mystery": "2",
}  # fmt: skip


def thunderbird(path: Path, cards: dict[str, dict[str, str]]) -> sqlite3.Connection:
    """An address book of these cards, open; `path` must not exist."""
    con = sqlite3.connect(path)
    con.executescript(THUNDERBIRD)
    for card, properties in cards.items():
        rows = [(card, name, value) for name, value in properties.items()]
        con.executemany("insert into properties values (?, ?, ?)", rows)
    con.commit()
    return con


def write_thunderbird(folder: Path) -> None:
    """abook.sqlite of both ages and history.sqlite."""
    first, second, third = (f"11111111-0000-4000-8000-00000000000{n}" for n in "123")
    cards = {
        first: {"_vCard": ANA, "DisplayName": "Ana Okafor", "PopularityIndex": "3"},
        second: OLDER,
        third: {"_vCard": BROKEN},
        "empty": {"PreferMailFormat": "0"},
    }
    with closing(thunderbird(folder / "abook.sqlite", cards)) as con:
        con.execute("insert into lists values ('l1', 'Rowing club', 'row', '')")
        members = [("l1", first), ("l1", second), ("l1", "nobody")]
        con.executemany("insert into list_cards values (?, ?)", members)
        con.commit()
    seen = "BEGIN:VCARD\nVERSION:4.0\nEMAIL;PREF=1:Luc@example.com\nFN:Luc Martin\n"
    collected = {"c1": {"_vCard": f"{seen}UID:c1\nEND:VCARD\n"}}
    thunderbird(folder / "history.sqlite", collected).close()


def seconds(*day: int) -> float:
    """Noon of a day as Apple counts."""
    return (
        datetime(*day, 12, tzinfo=UTC) - datetime(2001, 1, 1, tzinfo=UTC)
    ).total_seconds()  # type: ignore[misc, arg-type]


def create(con: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    """A table of all the columns its rows have, and the rows."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    con.execute(
        f"create table {table} (Z_PK integer primary key, {', '.join(columns)})"
    )
    for row in rows:
        places = ", ".join("?" for _ in row)
        sql = f"insert into {table} ({', '.join(row)}) values ({places})"
        con.execute(sql, list(row.values()))


def apple(
    path: Path, records: list[dict[str, object]], **details: list[dict[str, object]]
) -> None:
    """A database of Contacts with these rows; entities are numbered as in macOS 15."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds = {17: "ABCDRecord", 19: "ABCDGroup", 22: "ABCDContact", 25: "CNCDContainer"}
    with closing(sqlite3.connect(path)) as con:
        con.execute("create table Z_PRIMARYKEY (Z_ENT, Z_NAME)")
        con.executemany("insert into Z_PRIMARYKEY values (?, ?)", kinds.items())
        create(con, "ZABCDRECORD", records)
        for table, rows in details.items():
            create(con, table, rows)
        con.commit()


def write_apple(folder: Path) -> None:
    """A Contacts archive with the Mac's own cards, and an account's."""
    archive = folder / "Contacts - 05-03-2026.abbu"
    ana: dict[str, object] = {
        "Z_ENT": 22, "ZUNIQUEID": "A1:ABPerson", "ZFIRSTNAME": "Ana",
        "ZMIDDLENAME": "Ngozi", "ZLASTNAME": "Okafor", "ZTITLE": "Dr.",
        "ZSUFFIX": "PhD", "ZNICKNAME": "Anita", "ZMAIDENNAME": "Eze",
        "ZPHONETICFIRSTNAME": "Ah-na", "ZORGANIZATION": "Harbour Labs",
        "ZDEPARTMENT": "Research", "ZJOBTITLE": "Head of Research",
        "ZBIRTHDAY": seconds(1980, 4, 1), "ZDISPLAYFLAGS": 0,
        "ZMODIFICATIONDATE": seconds(2026, 3, 1),
    }  # fmt: skip
    records: list[dict[str, object]] = [
        {"Z_ENT": 25, "ZUNIQUEID": "C1:ABContainer"},
        {"Z_ENT": 19, "ZUNIQUEID": "G1:ABGroup", "ZNAME": "Rowing club"},
        ana,
        {"Z_ENT": 22, "ZUNIQUEID": "B2:ABPerson", "ZFIRSTNAME": "Luc",
         "ZLASTNAME": "Martin", "ZBIRTHDAY": seconds(1604, 2, 29)},
        {"Z_ENT": 22, "ZUNIQUEID": "O3:ABPerson", "ZORGANIZATION": "Puente SL",
         "ZDISPLAYFLAGS": 1},
        {"Z_ENT": 22, "ZUNIQUEID": "M4:ABPerson", "ZFIRSTNAME": "Marta",
         "ZLASTNAME": "Soler", "ZCONTAINERWHERECONTACTISME": 1},
        {"Z_ENT": 22, "ZUNIQUEID": "E5:ABPerson"},
    ]  # fmt: skip
    apple(
        archive / "AddressBook-v22.abcddb",
        records,
        ZABCDEMAILADDRESS=[
            {"ZOWNER": 3, "ZADDRESS": "ana@example.org", "ZISPRIMARY": 0,
             "ZORDERINGINDEX": 0, "ZLABEL": "_$!<Home>!$_"},
            {"ZOWNER": 3, "ZADDRESS": "ana.okafor@example.com", "ZISPRIMARY": 1,
             "ZORDERINGINDEX": 1, "ZLABEL": "_$!<Work>!$_"},
            {"ZOWNER": 6, "ZADDRESS": "marta@example.com", "ZISPRIMARY": 1},
        ],
        ZABCDPHONENUMBER=[
            {"ZOWNER": 3, "ZFULLNUMBER": "+34 655 550 101", "ZLABEL": "_$!<Mobile>!$_"},
            {"ZOWNER": 3, "ZFULLNUMBER": "915 550 102", "ZLABEL": "_$!<WorkFAX>!$_"},
            {"ZOWNER": 5, "ZFULLNUMBER": "+34 915 550 103", "ZLABEL": "_$!<Main>!$_"},
        ],
        ZABCDURLADDRESS=[{"ZOWNER": 3, "ZURL": "https://okafor.example.com"}],
        ZABCDPOSTALADDRESS=[
            {"ZOWNER": 3, "ZSTREET": "Calle Mayor 1\n2o A", "ZCITY": "Madrid",
             "ZZIPCODE": "28013", "ZCOUNTRYNAME": "Spain", "ZCOUNTRYCODE": "es"},
        ],
        ZABCDSOCIALPROFILE=[
            {"ZOWNER": 3, "ZSERVICENAME": "LinkedIn", "ZUSERNAME": "ana-okafor",
             "ZURLSTRING": "https://www.linkedin.com/in/ana-okafor"},
        ],
        ZABCDMESSAGINGADDRESS=[
            {"ZOWNER": 3, "ZADDRESS": "ana.skype", "ZSERVICE": 1},
        ],
        ZABCDSERVICE=[{"ZSERVICENAME": "SkypeInstant"}],
        ZABCDRELATEDNAME=[
            {"ZOWNER": 3, "ZNAME": "Luc Martin", "ZLABEL": "_$!<Spouse>!$_"},
            {"ZOWNER": 3, "ZNAME": "Wei Chen", "ZLABEL": "mentor"},
        ],
        ZABCDCONTACTDATE=[
            {"ZOWNER": 3, "ZDATE": seconds(2009, 6, 13),
             "ZLABEL": "_$!<Anniversary>!$_"},
            {"ZOWNER": 3, "ZDATE": seconds(2015, 9, 1), "ZLABEL": "first day"},
        ],
        ZABCDNOTE=[{"ZCONTACT": 3, "ZTEXT": "Met at the\nharbour fair."}],
        Z_22PARENTGROUPS=[{"Z_22CONTACTS": 3, "Z_19PARENTGROUPS1": 2}],
        ZABCDNEWKIND=[{"ZOWNER": 3, "ZNAME": "?"}],
    )  # fmt: skip
    account = archive / "Sources" / "5F00E0AA-0000-4000-8000-000000000001"
    older: list[dict[str, object]] = [
        {"ZUNIQUEID": "W1:ABPerson", "ZFIRSTNAME": "Wei", "ZLASTNAME": "Chen",
         "Z_ENT": 22, "ZBIRTHDAYYEARLESS": seconds(1604, 12, 24),
         "ZBIRTHDAYYEAR": 1979},
        ana,
    ]  # fmt: skip
    apple(
        account / "AddressBook-v22.abcddb",
        older,
        ZABCDEMAILADDRESS=[{"ZOWNER": 1, "ZADDRESSNORMALIZED": "wei@example.net"}],
    )


def main() -> None:
    """Write the fixtures again; the old ones are removed first."""
    for name in ("thunderbird", "apple_contacts"):
        for old in (FIXTURES / name).rglob("*.*db*"):
            old.unlink()
        for old in (FIXTURES / name).rglob("*.sqlite"):
            old.unlink()
    write_thunderbird(FIXTURES / "thunderbird")
    write_apple(FIXTURES / "apple_contacts")


if __name__ == "__main__":
    main()
