"""Scenarios with a human being behind the address, and functions' mailboxes.

Labels come from the scenario alone: `person` is one human being who writes, is
written to or met; `role` is a function's mailbox that human beings answer from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.machines.words import PROVIDERS, Row, Words

_MAILERS = (
    "",
    "",
    "",
    "X-Mailer: Apple Mail (2.3774)",
    "User-Agent: Mozilla Thunderbird",
    "X-Originating-IP: [192.0.2.17]",
    "Auto-Submitted: no",
)


def person(words: Words, sort: str, talk: str, **more: object) -> Row:
    """A person at an address of their own; more overrides any column."""
    name = words.name()
    shown = words.rng.choice(
        (name.full,) * 7 + (name.given, "", f"{name.family}, {name.given}")
    )
    columns: dict[str, object] = {
        "label": "person",
        "sort": sort,
        "language": words.language,
        "name": shown,
        "address": words.own_address(name),
        "talk": talk,
        "subjects": words.several("person_subjects", 6),
        "headers": words.rng.choice(_MAILERS),
    }
    return Row(**(columns | more))  # type: ignore[arg-type]


def friends(words: Words) -> Iterator[Row]:
    for talk in ("OiIoi", "IoiOi", "I3oi2Oi", "OiOiI2", "Io", "Oi"):
        yield person(words, "friend", talk, card=words.rng.randint(0, 1))


def strangers(words: Words) -> Iterator[Row]:
    """They wrote once, or a few times; the owner never answered."""
    for talk in ("I", "I", "I", "I", "I2"):
        yield person(words, "stranger", talk)
    for talk in ("I3", "I6", "I9"):
        yield person(words, "never_answered", talk)


def silent(words: Words) -> Iterator[Row]:
    """The owner wrote, or others put them in Cc; they never wrote."""
    yield person(words, "only_written_to", "O")
    yield person(words, "only_written_to", "O3")
    yield person(words, "in_copy", "C2")
    yield person(words, "met", "", meetings=2)
    yield person(words, "in_the_address_book", "", card=1)
    headers = "Auto-Submitted: auto-replied | X-Auto-Response-Suppress: All"
    yield person(words, "away", "Oi", headers=headers)
    yield person(words, "away", "O2i", headers="Precedence: auto_reply")


def freelancers(words: Words) -> Iterator[Row]:
    """One human being whose own domain's mailbox is info@ or the like."""
    for talk, card in (
        ("IoiOi", 0),
        ("OiI", 1),
        ("Io", 0),
        ("O", 0),
        ("I2", 0),
        ("I", 0),
    ):
        name = words.name()
        local = words.pick("freelance_locals")
        domain = f"{name.given_latin}{name.family_latin}.example.com"
        yield person(
            words,
            "freelancer",
            talk,
            name=name.full,
            address=words.address(local, domain),
            card=card,
        )


# what surnames and habits make of a local part; all of them people's
_ODD_LOCALS = (
    ("Fiona Root", "root"), ("Patrick Cron", "p.cron"), ("Norma Mailer", "mailer"),
    ("Joris Post", "post"), ("Alert Visser", "alert"), ("Nuria Sales", "sales"),
    ("Stella Jobs", "jobs"), ("Kim News", "kim.news"), ("Ada Bounds", "bounds"),
    ("Elena Reply", "elena.reply"), ("Max Auto", "auto"), ("Ina Info", "ina.info"),
    ("Digna Digest", "digna.digest"), ("Otto Notify", "o.notify"),
    ("Lena Service", "lena.service"), ("Tom Bounce", "tom-bounce"),
    ("Robert Update", "r.update"), ("Cora Calendar", "cora.calendar"),
    ("Wanda News", "wandanews"), ("Pia Alerts", "pia-alerts"),
    ("Ivo Daemon", "ivo.daemon"), ("Uwe Team", "team.uwe"),
    ("Ben Norepp", "norepp"), ("Don Otre", "donotre"),
    ("Hans Postmeister", "postmeister"), ("Iris Abuse", "i.abuse"),
    ("Bill Billing", "bill.billing"),
    ("Mona Letter", "mona.letter"), ("Sue System", "sue.system"),
    ("Ty Ticket", "ty.ticket"),
)  # fmt: skip


def odd_locals(words: Words) -> Iterator[Row]:
    """People whose local part looks like a machine's word or a hash."""
    rng = words.rng
    start = 3 * sorted(
        ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "zh"]
    ).index(words.language)
    for index, (shown, local) in enumerate(_ODD_LOCALS[start : start + 3]):
        address = words.address(local, rng.choice(PROVIDERS))
        talk = ("OiI", "I2", "Io")[index]
        yield person(words, "machine_like_name", talk, name=shown, address=address)
    hashes = (
        f"s{rng.randint(1_000_000, 9_999_999)}",
        f"{rng.randint(10_000_000, 999_999_999)}",
        f"x{words.hexadecimal(3)}k{rng.randint(10, 99)}q",
        "".join(rng.choice("bcdfghklmnprstwz") for _ in range(6)),
        f"u{rng.randint(100, 999)}{words.hexadecimal(4)}",
        f"1{rng.randint(3_000_000_000, 9_999_999_999)}",
    )
    for index, local in enumerate(hashes):
        address = words.address(local, rng.choice(PROVIDERS))
        yield person(
            words, "hash_like_local", ("I", "IoI", "I2")[index % 3], address=address
        )


def behind_systems(words: Words) -> Iterator[Row]:
    """Recruiters, universities, CRMs: bulk headers on what one human being wrote."""
    rng = words.rng
    brand, domain = words.brand()
    bulk = "List-Unsubscribe: <https://ats.example.net/u/{hash}> | Precedence: bulk"
    vendor = (
        "Feedback-ID: {n}:ats:example | Return-Path: <bounces+{hash}@ats.example.net>"
    )
    for talk, headers in (
        ("Oi2", bulk),
        ("OI2", bulk),
        ("IoI", vendor),
        ("O2I", vendor),
    ):
        name = words.name()
        local = f"{name.given_latin}.{name.family_latin}"
        yield person(
            words,
            "recruiters_system",
            talk,
            name=rng.choice((name.full, f"{name.full} ({brand})")),
            address=words.address(local, rng.choice((domain, "talent.example.net"))),
            headers=headers,
        )
    name = words.name()
    answered = f"Reply-To: <reply+{words.hexadecimal(20)}@ats.example.net>"
    yield person(
        words,
        "recruiters_system",
        "IoI",
        name=name.full,
        address=words.address(f"{name.given_latin}.{name.family_latin}", domain),
        headers=f"{bulk} | {answered}",
    )
    # small firms whose relay adds a vendor's headers to everything they send
    yield person(words, "relay_headers", "I", headers=vendor)
    yield person(words, "relay_headers", "I2", headers="X-Auto-Response-Suppress: OOF")
    yield person(words, "card_and_bulk", "I5", headers=bulk, card=1)


def one_way(words: Words) -> Iterator[Row]:
    """People whose mail is sent out widely, or looks the same each time."""
    same = words.pick("weekly")
    yield person(words, "same_subject", "I12", subjects=same)
    yield person(words, "same_subject", "I11o", subjects=same)
    yield person(words, "forwards_jokes", "I8", to="hidden")
    yield person(words, "forwards_jokes", "I2", to="hidden")
    subjects = words.pick("crowd_subjects")
    yield person(words, "wrote_to_everybody", "I", to="crowd", subjects=subjects)
    yield person(words, "wrote_to_everybody", "I2", to="crowd", subjects=subjects)


def on_lists(words: Words) -> Iterator[Row]:
    """People who post to a discussion list or to a group of the owner's firm."""
    club = f"gravel-{words.language}"
    headers = (
        f"List-Id: <{club}.lists.example.org> | Precedence: list | "
        f"List-Unsubscribe: <mailto:{club}-leave@lists.example.org> | "
        f"List-Post: <mailto:{club}@lists.example.org>"
    )
    for talk in ("Oi", "I3", "I", "I7"):
        yield person(
            words,
            "posts_to_a_list",
            talk,
            to=f"{club}@lists.example.org",
            subjects=words.several("list_subjects", 4),
            headers=headers,
        )
    group = f"all-{words.language}"
    yield person(
        words,
        "posts_to_a_group",
        "I4",
        to=f"{group}@groups.example.org",
        headers=f"List-Id: <{group}.groups.example.org> | Precedence: list",
    )


def functions(words: Words) -> Iterator[Row]:
    """Clubs, practices, support desks: human beings answer, not always the same."""
    system = "Auto-Submitted: auto-generated | X-Auto-Response-Suppress: All"
    cases = (
        ("club", "OiIoi", ""),
        ("club", "I4", ""),
        ("practice", "I2", ""),
        ("practice", "Oi", ""),
        ("desk", "Oi2o", system),
        ("desk", "O", ""),
        ("desk", "IoI", ""),
    )
    for sort, talk, headers in cases:
        brand, domain = words.brand()
        yield Row(
            "role",
            sort,
            words.language,
            f"{words.pick('role_names')} {brand}",
            words.address(words.pick("role_locals"), domain),
            talk,
            subjects=words.several("role_subjects", 4),
            headers=headers,
        )


SCENARIOS: tuple[Callable[[Words], Iterator[Row]], ...] = (
    friends,
    strangers,
    silent,
    freelancers,
    odd_locals,
    behind_systems,
    one_way,
    on_lists,
    functions,
)
