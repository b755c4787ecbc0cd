"""Scenarios with nobody behind the address: label `machine`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.machines.words import Row, Words

UNSUBSCRIBE = "List-Unsubscribe: <https://{domain}/u/{hash}>"
# what sending services leave on what they send
BULK = (
    f"{UNSUBSCRIBE} | Precedence: bulk | Feedback-ID: {{n}}:news:esp",
    f"{UNSUBSCRIBE} | List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    f"{UNSUBSCRIBE} | List-Id: <{{hash}}.list.{{domain}}>",
    f"{UNSUBSCRIBE} | Return-Path: <bounce-{{hash}}@esp.example.net>",
    "Precedence: bulk",
)
VENDOR = (
    "Feedback-ID: 1.eu:{domain}:esp | Return-Path: <{hash}@bounces.esp.example.net>",
    "X-SG-EID: {hash} | Return-Path: <bounces+{n}-{hash}@em.{domain}>",
    "X-Mailgun-Sid: {hash} | Return-Path: <bounce+{hash}@{domain}>",
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All | Auto-Submitted: auto-generated",
    "Precedence: bulk | Return-Path: <>",
)
PLAIN = ("", "X-Mailer: PHPMailer 6.8", "X-PHP-Originating-Script: 33:mail.php", "")


def machine(words: Words, sort: str, local: str, talk: str, **more: object) -> Row:
    """A firm's machine; more overrides any column."""
    brand, domain = words.brand()
    columns: dict[str, object] = {
        "label": "machine",
        "sort": sort,
        "language": words.language,
        "name": brand,
        "address": words.address(local, domain),
        "talk": talk,
    } | more
    columns["name"] = str(columns["name"]).format(
        brand=brand, given=words.pick("given"), name=words.name().full
    )
    columns["subjects"] = str(columns.get("subjects", "")).replace("{brand}", brand)
    return Row(**columns)  # type: ignore[arg-type]


def newsletters(words: Words) -> Iterator[Row]:
    for count in (14, 3, 24, 1, 9, 6, 2, 40):
        yield machine(
            words,
            "newsletter",
            words.pick("newsletter_locals"),
            f"I{count}",
            name=words.pick("newsletter_names"),
            subjects=words.several("newsletter_subjects", 6),
            headers=words.rng.choice(BULK),
        )
    for count in (5, 12):
        yield machine(
            words,
            "newsletter_plain",
            words.pick("newsletter_locals"),
            f"I{count}",
            name=words.pick("newsletter_names"),
            subjects=words.several("newsletter_subjects", 6),
            headers=words.rng.choice(PLAIN),
        )


def trade(words: Words) -> Iterator[Row]:
    """Shops, banks, invoices, parcels: half with a sending service's headers."""
    cases = (
        ("shop", (4, 1, 7, 2, 12, 3)),
        ("bank", (12, 5, 24, 3)),
        ("invoice", (12, 2, 1)),
        ("parcel", (3, 1)),
        ("account", (2, 6, 1)),
    )
    for sort, counts in cases:
        for index, count in enumerate(counts):
            yield machine(
                words,
                sort if index % 2 else f"{sort}_plain",
                words.pick(f"{sort}_locals"),
                f"I{count}",
                subjects=words.several(f"{sort}_subjects", 3),
                headers=words.rng.choice(VENDOR if index % 2 else PLAIN),
                name=words.rng.choice(("{brand}", words.pick("system_names"))),
            )


def notices(words: Words) -> Iterator[Row]:
    """Networks and programs telling of events, some under people's names."""
    for count, name in (
        (9, "{brand}"),
        (30, words.said["via"]),
        (4, "{brand}"),
        (2, "{name}"),
    ):
        local = words.pick("notice_locals")
        if count == 30:
            local += f"+{words.hexadecimal(10)}"
        yield machine(
            words,
            "notification",
            local,
            f"I{count}",
            name=name,
            subjects=words.several("notice_subjects", 4).format(
                name=words.name().full, n="{n}"
            ),
            headers=words.rng.choice((*VENDOR, UNSUBSCRIBE)),
        )
    invites = machine(
        words, "notification", "invitations", "I3", name="{name}",
        subjects=words.several("notice_subjects", 4).format(
            name=words.name().full, n="{n}"
        ),
        headers=UNSUBSCRIBE,
    )  # fmt: skip
    yield invites
    for local, headers in (("calendar-notification", ""), ("booking", VENDOR[1])):
        yield machine(
            words, "calendar", local, "I6",
            subjects=words.several("calendar_subjects", 3), headers=headers,
        )  # fmt: skip


def no_replies(words: Words) -> Iterator[Row]:
    """The language's own words for no-reply, mostly without any other sign."""
    for index, local in enumerate((*words.said["noreply"], words.pick("noreply"))):
        sort = words.rng.choice(("shop", "bank", "account", "invoice"))
        # some have two words more around them, as firms do
        around = ("{}", "{}", "{}-service", "mail.{}", "{}", "{}2")[index]
        yield machine(
            words,
            "no_reply",
            around.format(local),
            f"I{(1, 5, 2, 14, 3, 1)[index]}",
            subjects=words.several(f"{sort}_subjects", 3),
            headers=words.rng.choice(PLAIN),
            name=words.rng.choice(("{brand}", "", words.pick("system_names"))),
        )


_REPORT = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=x"
    " | Return-Path: <> | Auto-Submitted: auto-replied"
)
_SPAM_REPORT = "Content-Type: multipart/report; report-type=feedback-report; boundary=x"
_BOUNCED = (
    "Undelivered Mail Returned to Sender | Delivery Status Notification (Failure)"
)


def bounces(words: Words) -> Iterator[Row]:
    rng = words.rng
    misspelt = (
        "poostmaster",
        "postmater",
        "mailer-deamon",
        "mailerdaemon",
        "postamster",
    )
    cases = (
        ("mailer-daemon", "Mail Delivery Subsystem", _REPORT),
        ("postmaster", "", "Return-Path: <>"),
        (rng.choice(misspelt), "Mail Delivery System", ""),
        (rng.choice(("feedbackloop", "fbl", "abuse-reports", "arf")), "", _SPAM_REPORT),
    )
    for local, name, headers in cases:
        yield machine(
            words, "bounce", local, f"I{rng.randint(1, 3)}",
            name=name, subjects=_BOUNCED, headers=headers,
        )  # fmt: skip


def list_software(words: Words) -> Iterator[Row]:
    """Lists' own addresses, and the programs that run them."""
    club = f"gravel-{words.language}"
    host = "lists.example.org"
    subjects = words.several("list_subjects", 2)
    headers = f"List-Id: <{club}.{host}> | Precedence: bulk"
    yield Row(
        "machine", "list", words.language, "", words.address(club, host), "O2",
        subjects=subjects,
    )  # fmt: skip
    for role, talk in (("bounces", "I2"), ("request", "OI"), ("owner", "I")):
        yield Row(
            "machine", "list", words.language, "",
            words.address(f"{club}-{role}", host), talk,
            subjects=f"confirm {{hash}} | Welcome to the {club} list", headers=headers,
        )  # fmt: skip


def hashed(words: Words) -> Iterator[Row]:
    """Local parts that a machine made for one message or one recipient."""
    dashed = "-".join(words.hexadecimal(n) for n in (8, 4, 4, 4, 12))
    locals_ = (
        (f"bounce-{words.hexadecimal(12)}", ""),
        (f"01000{words.hexadecimal(11)}-{dashed}-000000", VENDOR[0]),
        (
            f"reply-fe{words.hexadecimal(22)}-{words.rng.randint(10, 99)}_html",
            UNSUBSCRIBE,
        ),
        (words.hexadecimal(32), ""),
        (f"robin=example.com.{words.hexadecimal(5)}", ""),
        (dashed, ""),
    )
    for local, headers in locals_:
        yield machine(
            words, "hash", local, f"I{words.rng.randint(1, 4)}",
            subjects=words.several("account_subjects", 3), headers=headers,
        )  # fmt: skip


def human_names(words: Words) -> Iterator[Row]:
    """A machine that signs as somebody: Anna from the shop, and cold sequences."""
    cases = (
        ("human_name", 9, "newsletter_subjects", words.rng.choice(BULK)),
        ("human_name", 4, "newsletter_subjects", UNSUBSCRIBE),
        ("human_name", 2, "shop_subjects", VENDOR[1]),
        ("human_name_plain", 5, "newsletter_subjects", ""),
        ("cold_sequence", 4, "person_subjects", UNSUBSCRIBE),
        (
            "cold_sequence",
            5,
            "newsletter_subjects",
            f"{UNSUBSCRIBE} | Precedence: bulk",
        ),
    )
    for sort, count, subjects, headers in cases:
        given = words.pick("given")
        name = given if sort == "cold_sequence" else words.said["from_shop"]
        yield machine(
            words, sort, words.slug(given), f"I{count}",
            name=name.replace("{given}", given),
            subjects=words.several(subjects, 6), headers=headers,
        )  # fmt: skip


_PROGRAMS = (
    ("root", "Cron Daemon", "Cron <root@host{n}> /usr/local/bin/backup", 20),
    ("jenkins", "Jenkins", "Build failed in Jenkins: main #{n}", 15),
    ("scanner", "Office Scanner", "Message from scanner KM{n}", 12),
    ("nas", "Storage", "Backup of volume {n} finished", 30),
    ("alarm", "House Alarm", "Zone {n} armed", 11),
    ("monitoring", "Monitoring", "PROBLEM: disk on host{n} is CRITICAL", 14),
    ("wordpress", "WordPress", "New comment on post {n}", 5),
    ("git", "Code Forge", "[tool] pull request {n} merged", 18),
    ("fax", "Fax Gateway", "Fax {n} received", 3),
    ("dmarc-reports", "", "Report domain: example.com Report-ID: {n}", 25),
)


def programs(words: Words) -> Iterator[Row]:
    for local, name, subjects, count in words.rng.sample(_PROGRAMS, 4):
        yield machine(
            words, "program", local, f"I{count}", name=name, subjects=subjects
        )


def answered_by_mistake(words: Words) -> Iterator[Row]:
    """Machines the owner wrote to: a reply into the void, a plea to stop."""
    news = words.several("newsletter_subjects", 5)
    cases = (
        (words.said["noreply"][0], "I2oI3", words.several("shop_subjects", 3), "", 0),
        (words.pick("newsletter_locals"), "I6oI6", news, BULK[0], 0),
        ("unsubscribe", "O", news, "", 0),
        ("noreply", "I2", words.several("bank_subjects", 2), "", 1),
    )
    for local, talk, subjects, headers, card in cases:
        yield machine(
            words, "written_to", local, talk,
            subjects=subjects, headers=headers, card=card,
        )  # fmt: skip


SCENARIOS: tuple[Callable[[Words], Iterator[Row]], ...] = (
    newsletters,
    trade,
    notices,
    no_replies,
    bounces,
    list_software,
    hashed,
    human_names,
    programs,
    answered_by_mistake,
)
