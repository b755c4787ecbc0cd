"""A world full of equals: whatever an order can rest on, several people share.

Names, days, instants, subjects, jobs, favours, targets: invented people who differ in
their addresses alone, so that whoever sorts by less than everything is found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import chain, combinations, product, starmap

from flows.settings import Home

AS_OF = "2026-11-22"
SETTINGS = """\
[owner]
name = "Robin Vale"
emails = ["robin.vale@example.com"]
stage = "job_seeker"
timezone = "Europe/Berlin"
region = "DE"
"""
NAMES = ("Ana Okafor", "Wei Chen", "Luc Martin", "Kim Berg", "Eva Lund", "Ida Holm")
EACH = 4  # people of each name
PEOPLE = [
    (name, f"equal{n}.{at}") for n, name in enumerate(NAMES) for at in range(EACH)
]
HELPERS = [("Olu Bello", f"olu{at}") for at in range(3)]  # the owner never writes to
STRANGERS = [("Noor Aziz", f"noor{at}") for at in range(2)]  # of whom one is wanted
ASKED = [("Bo Ek", f"bo{at}") for at in range(3)]  # whose answer is waited for
QUIET = [("Mia Roth", f"mia{at}") for at in range(3)]  # in touch long ago
KINDS = ("one_book", "many", "evidence")
OWNER = "robin.vale@example.com"
ME = f"Robin Vale <{OWNER}>"


def mailbox_of(name: str, key: str) -> str:
    """The private address of one of the people, with their name."""
    return f"{name} <{key}@example.org>"


def fill(home: Home) -> None:
    """Write the world into the home's inbox, its journal and its decisions."""
    home.settings_file.write_text(SETTINGS, encoding="utf-8")
    for account in ("one", "two"):
        put(home, f"vcard/{account}/cards.vcf", cards(account))
        put(home, f"icalendar/{account}/days.ics", calendar(account))
        put(home, f"mbox/{account}/mail.mbox", "".join(mailbox(account)))
    put(home, "linkedin/default/Connections.csv", connections())
    put(home, "linkedin/default/Endorsement_Received_Info.csv", endorsements())
    home.journal.write_text("\n".join(journal()) + "\n", encoding="utf-8")
    home.decisions.write_text("\n".join(decisions()) + "\n", encoding="utf-8")


def put(home: Home, name: str, text: str) -> None:
    """Write one file of the inbox."""
    file = home.inbox / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def change_jobs(home: Home) -> None:
    """Everybody has moved on one day, and each book spells it in its way."""
    for account, firm in (("one", "Globex"), ("two", "GLOBEX Inc.")):
        text = cards(account, firm, "Head of Data", "20261110T090000Z")
        put(home, f"vcard/{account}/cards.vcf", text)


def change_back(home: Home) -> None:
    """And back again, spelt otherwise; and three records of one are three people."""
    for account in ("one", "two"):
        text = cards(account, "INITECH Inc.", "Analyst", "20261112T090000Z")
        put(home, f"vcard/{account}/cards.vcf", text)
    key = PEOPLE[0][1]
    three = [
        f"vcard/one/one-{key}",
        f"vcard/two/two-{key}",
        f"linkedin/default/in/{key}",
    ]
    at = "2026-11-12T09:00:00+00:00"
    with home.decisions.open("a", encoding="utf-8") as lines:
        for kind, (one, other) in zip(KINDS, combinations(three, 2), strict=True):
            lines.write(f"{kind},{at},different,{one},{other},{kind},\n")


NIGHTS = (fill, change_jobs, change_back)


def cards(
    account: str,
    firm: str = "Initech",
    title: str = "Analyst",
    changed: str = "20260110T090000Z",
) -> str:
    """An address book of them all; each has a card in both."""
    return "".join(
        "BEGIN:VCARD\r\nVERSION:3.0\r\n"
        f"UID:{account}-{key}\r\nFN:{name}\r\n"
        f"N:{name.split()[1]};{name.split()[0]};;;\r\n"
        f"EMAIL:{key}@example.org\r\nEMAIL:{key}@mail.example.net\r\n"
        f"ORG:{firm} {key}\r\nTITLE:{title}\r\n"
        f"BDAY:198{key[-1]}-11-24\r\nANNIVERSARY:2010-11-25\r\n"
        "ADR:;;;Lisbon;;;Portugal\r\n"
        f"CATEGORIES:Rowing,Choir,Referee,Referees,{account}\r\n"
        f"REV:{changed}\r\nEND:VCARD\r\n"
        for name, key in PEOPLE
    )


def calendar(account: str) -> str:
    """Meetings at one instant, past and to come, called otherwise in each calendar."""
    days = (
        ("lunch", "20261101T110000Z", 1),
        ("dinner", "20261101T110000Z", 1),
        ("fair", "20261008T080000Z", 6),
        ("feast", "20261008T080000Z", 6),
        ("visit", "20261126T100000Z", 1),
        ("walk", "20261126T100000Z", 1),
        ("trip", "20261127T100000Z", 0),
    )
    lines = chain.from_iterable(
        meeting(account, what, at, PEOPLE[first : first + guests])
        for what, at, guests in days
        for first in range(0, len(PEOPLE), guests or len(PEOPLE))
    )
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN")
    return "\r\n".join([*head, *lines, "END:VCALENDAR", ""])


def meeting(
    account: str, what: str, at: str, people: list[tuple[str, str]]
) -> list[str]:
    """One event; the two calendars agree on all but its name and its place."""
    keys = "-".join(key for _, key in people)
    return [
        "BEGIN:VEVENT",
        f"UID:{what}-{keys}@example.com",
        "DTSTAMP:20260901T090000Z",
        f"DTSTART:{at}",
        f"SUMMARY:{what} of {account}",
        f"LOCATION:Lisbon {account}",
        f"ORGANIZER;CN=Robin Vale:mailto:{OWNER}",
        f"ATTENDEE;CN=Robin Vale;PARTSTAT=ACCEPTED:mailto:{OWNER}",
        *(
            f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{key}@example.org"
            for name, key in people
        ),
        "END:VEVENT",
    ]


def mailbox(account: str) -> Iterator[str]:
    """The same letters at the same instants, in two mailboxes, called otherwise."""
    prefix = "" if account == "one" else "Re: "
    everybody = [mailbox_of(*one) for one in PEOPLE]
    days = ("11-03", "11-09", "11-15", "11-17")
    long_ago = ("03-03", "03-13", "03-23")
    told = "Here is what I found."
    for day, who in chain(
        product(days, everybody), product(long_ago, starmap(mailbox_of, QUIET))
    ):
        for hour, sender, to, text in (
            ("08", who, ME, told),
            ("10", ME, who, told),
            *([("12", who, ME, "Could you send me the plan?")] * (day in days)),
        ):
            key = f"{day}.{hour}.{who.split('<')[1].split('@')[0]}"
            subject = f"{prefix}Plan {hour}"
            yield letter(key, sender, [to], subject, f"{day}T{hour}", text)
    for name, key in ASKED:
        to = [mailbox_of(name, key)]
        yield letter(key, ME, to, "Help", "11-12T09", "Could you help me?")
        shop = f"noreply@{key}.example.org"
        yield letter(f"shop{key}", shop, [ME], "Sale", "11-12T09", "Buy now.")
    for day, stranger in zip(("11-10T09", "11-11T09"), STRANGERS, strict=True):
        to = [*everybody[::EACH], mailbox_of(*stranger)]
        yield letter(f"g{day[:5]}", ME, to, f"All of {account}", day, "Hello, all.")
    pia = mailbox_of("Pia Quist", "pia")
    yield letter("asked", ME, [pia], "Advice", "11-12T09", "What would you advise?")
    text = "I would like to introduce Ida Holm to you. " + "Here is much to read. " * 60
    to = [ME, everybody[-1]]
    yield letter("answered", pia, to, "Re: Advice", "11-13T09", text, answers="asked")


def letter(
    key: str,
    sender: str,
    to: Iterable[str],
    subject: str,
    when: str,
    text: str,
    answers: str = "",
) -> str:
    """One message of a mailbox; when: month, day and hour of the year, 11-03T08."""
    at = datetime.fromisoformat(f"2026-{when}:00:00+00:00")
    told = EmailMessage()
    told["From"], told["To"], told["Subject"] = sender, ", ".join(to), subject
    told["Date"] = format_datetime(at)
    told["Message-ID"] = f"<{key}@mail.example.com>"
    if answers:
        told["In-Reply-To"] = f"<{answers}@mail.example.com>"
    told.set_content(text)
    return f"From x@example.com {at:%a %b %d %H:%M:%S %Y}\n{told.as_string()}\n"


def connections() -> str:
    """LinkedIn's table of them all, connected on one day."""
    rows = (
        f"{name.split()[0]},{name.split()[1]},https://www.linkedin.com/in/{key},"
        f"{key}@example.org,Hooli {key},Analyst,08 Feb 2026"
        for name, key in PEOPLE
    )
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    return "\n".join([head, *rows, ""])


def endorsements() -> str:
    """Two skills of the owner, endorsed by everybody in the same second."""
    rows = (
        f"2026/03/03 10:00:00 UTC,{skill},{name.split()[0]},{name.split()[1]},"
        f"www.linkedin.com/in/{key},ACCEPTED"
        for name, key in PEOPLE
        for skill in ("Maps", "Tea")
    )
    head = (
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,"
        "Endorser Public Url,Endorsement Status"
    )
    return "\n".join([head, *rows, ""])


def journal() -> list[str]:
    """Days on which the same was done several times."""
    lines = [f"- 2026-11-05 learned: {what}" for what in "bab"]
    for number, one in enumerate([*HELPERS, *PEOPLE]):
        who = mailbox_of(*one)
        lines += [
            f"- 2026-10-20 intro by {who}: {name} <led{at}@{number}.example.org>"
            for at, name in enumerate(NAMES[:3])
        ]
        if one in HELPERS:
            continue
        lines += [f"- 2026-10-21 gave {who}: {what}" for what in "bac"]
        lines += [f"- 2026-10-21 asked {who}: {what} ***" for what in "bacdefg"]
        lines += [f"- 2026-11-01 promise {who}: {it} by 2026-11-20" for it in "baba"]
        lines += [f"- 2026-11-02 note {who}: {it} by 2026-11-23" for it in "ba"]
    return lines


def decisions() -> list[str]:
    """Goals and targets of one priority, and roles, tags and words for all."""
    at = "2026-11-01T09:00:00+00:00"
    said = [
        "id,happened_at,verb,record_a,record_b,value,note",
        *(f"g{n},{at},goal,,,A role in health,priority 1" for n in range(3)),
        *(
            f'n{n},{at},target,,g1,person: {name},"need, priority 1"'
            for n, name in enumerate(NAMES[:3])
        ),
        *(
            f'o{n},{at},target,,g1,title: Head of Data,"need, priority 1"'
            for n in range(2)
        ),
        f'f1,{at},target,,g1,organisation: Hooli equal0.0,"need, priority 1"',
        f'f2,{at},target,,g1,person: {STRANGERS[0][0]},"need, priority 1"',
        "x1,yesterday,mute,vcard/one/x,,,",
        "x2,yesterday,mute,vcard/one/y,,,",
    ]
    for number, (_, key) in enumerate(PEOPLE):
        record = f"vcard/one/one-{key}"
        said.append(f"r{number},{at},role,{record},,mentor,")
        said.append(f"w{number},{at},interest,{record},,rowing,")
    return said
