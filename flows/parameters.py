"""The parameters of resolving, scoring and reporting, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def setting(
    default: Any,
    says: str,
    *,
    words: tuple[str, ...] = (),
    form: tuple[str, str] = ("", ""),
    least: float = 0,
) -> Any:
    """A field with its default and the sentence that explains it.

    words, form, least: what may be said, as `flows.sections` reads them.
    """
    metadata = {"says": says, "words": words, "form": form, "least": least}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Keeping:
    """How this home is kept safe, and who hears when a night fails."""

    copies: int = setting(
        7, "verified copies of the archive to keep, one a night; 0 keeps none"
    )
    notify: tuple[str, ...] = setting(
        (),
        "a command and its words, started when a night fails; it hears no name, "
        "only that and where to look",
    )
    encrypt: bool = setting(
        False,  # noqa: FBT003  # a default, not a flag
        "encrypt the databases and their copies, the key in the system's keyring; "
        "inbox, reports and journal stay as they are",
    )


@dataclass(frozen=True)
class Database:
    """How much of the machine a night may use."""

    memory_limit: str = setting(
        "2GB",
        "memory DuckDB may use before it spills to disk",
        form=(r"(?i)\d+(\.\d+)? *([kmgt]i?b|%)", "2GB"),
    )
    threads: int = setting(2, "processor cores DuckDB may use", least=1)
    question_seconds: float = setting(
        300.0, "a question put with `cultivate sql` is stopped after so long"
    )


@dataclass(frozen=True)
class Resolve:
    """When two contact records are one person."""

    max_records: int = setting(
        200, "contact records one person may have; a join past it is refused"
    )
    max_growth: float = setting(
        3.0, "a night whose largest person grows by more than this factor is stopped"
    )
    max_shift: float = setting(
        1.5,
        "or whose known records are more people, or fewer, by more than this factor",
    )


@dataclass(frozen=True)
class Closeness:
    """Tie strength now, 0-100 (scoring: decayed touches both ways)."""

    half_life_days: tuple[float, ...] = setting(
        (30.0, 365.0),
        "a touch counts half after so many days: the quick and slow part",
        least=0.1,
    )
    mix: tuple[float, ...] = setting((1.0, 0.2), "weight of the quick and slow part")
    floor: float = setting(0.1, "how soon small amounts of contact count", least=0.001)
    cap: float = setting(12.0, "contact beyond this adds little", least=0.1)
    beyond: float = setting(0.05, "share of give and take kept for what is beyond")
    reach: float = setting(10.0, "beyond so many caps contact adds nothing", least=1.1)
    give: float = setting(40.0, "points for what you send")
    take: float = setting(40.0, "points for what they send")
    fresh: float = setting(20.0, "points for how recent the last touch is")
    fresh_half_life_days: float = setting(
        90.0, "those points halve in so many days", least=0.1
    )
    crowd_exponent: float = setting(0.5, "a touch among n others counts n^-this")
    talk: float = setting(
        3.0, "half-hours with messages that a day counts by itself, at most", least=1
    )
    talk_cap: float = setting(
        8.0, "and at most if two days before were as long", least=1
    )
    channel: dict[str, float] = setting(
        {
            "meeting": 4.0,
            "video": 3.0,
            "call": 2.0,
            "letter": 2.0,
            "email": 1.0,
            "message": 1.0,
            "social": 0.25,
        },
        "what one touch weighs, by channel",
    )


@dataclass(frozen=True)
class Due:
    """When silence is longer than this pair's own rhythm."""

    tiers: tuple[float, ...] = setting(
        (7.0, 30.0, 180.0, 365.0), "usual days between contacts, by tier 1-4"
    )
    floor: tuple[float, ...] = setting(
        (7.0, 14.0, 60.0, 180.0), "never propose sooner than this, by tier 1-4"
    )
    rhythm_factor: float = setting(2.0, "due after so many times the usual gap")
    prior_weight: float = setting(3.0, "how many gaps the tier's usual counts for")
    gaps: int = setting(20, "how many of the last gaps are looked at")
    fading: float = setting(4.0, "fading after so many times the target")
    dormant_days: float = setting(1095.0, "dormant after so many days of silence")
    group: dict[str, float] = setting(
        {
            "family": 30.0,
            "mentors": 90.0,
            "interviewees": 90.0,
            "former_coworkers": 180.0,
        },
        "the gap you want, in days, by group",
    )


@dataclass(frozen=True)
class Owed:
    """What you owe somebody, in points."""

    thanks: float = setting(50.0, "a thank-you after a small meeting or a favour")
    promise: float = setting(60.0, "a promise from your journal")
    reply: float = setting(45.0, "an answer to a question put to you")
    intro: float = setting(30.0, "telling the introducer how it went")
    give_back: float = setting(20.0, "giving back after one-sided taking")
    reply_after_hours: tuple[float, ...] = setting(
        (24.0, 72.0),
        "a reply begins to be owed, and is fully owed, after so many hours",
    )
    reply_half_life_days: float = setting(
        30.0, "an unanswered question fades by half", least=0.1
    )
    turn_max_others: int = setting(
        12, "a letter of yours to more people than this answers or thanks nobody"
    )
    advice_words: int = setting(
        50, "an answer to your question of so many words is a favour to thank for"
    )
    reply_max_others: int = setting(5, "questions to more people than this owe nothing")
    thanks_after_hours: float = setting(4.0, "a thank-you is owed after so many hours")
    thanks_full_days: float = setting(7.0, "and fully so until this many days")
    thanks_half_life_days: float = setting(
        14.0, "then fades by half in so many days", least=0.1
    )
    thanks_max_others: int = setting(2, "meetings of more others than this owe none")
    intro_after_days: float = setting(14.0, "an introducer waits so many days to hear")


@dataclass(frozen=True)
class Goals:
    """What a person means for what you are looking for, in points."""

    direct: float = setting(50.0, "matches a target of yours")
    path: float = setting(40.0, "can introduce you to one")
    connector: float = setting(15.0, "knows people who do not know each other")
    novelty: float = setting(15.0, "a weak tie, for job seekers and changers")
    dormant: float = setting(15.0, "once close, silent for years, near a target")
    common: float = setting(10.0, "common ground, 2.5 for each thing shared")
    mutual_peak: float = setting(
        10.0, "mutual contacts at which weak ties help most", least=0.1
    )


@dataclass(frozen=True)
class Weights:
    """How the four lines make up cultivate at one stage of a career."""

    keep: float = setting(45.0, "keeping in touch")
    owed: float = setting(30.0, "what is owed")
    goals: float = setting(20.0, "your goals")
    moment: float = setting(5.0, "a birthday, a new job, a coming meeting")


@dataclass(frozen=True)
class Cultivate:
    """The weights of the score the report sorts by; your stage chooses the line."""

    student: Weights = field(default_factory=lambda: Weights(30.0, 30.0, 35.0, 5.0))
    job_seeker: Weights = field(default_factory=lambda: Weights(25.0, 30.0, 40.0, 5.0))
    changing: Weights = field(default_factory=lambda: Weights(25.0, 30.0, 40.0, 5.0))
    settled: Weights = field(default_factory=lambda: Weights(45.0, 30.0, 20.0, 5.0))


@dataclass(frozen=True)
class Report:
    """What the report proposes."""

    people_per_week: int = setting(10, "how many people the week's list holds")
    rest_days: int = setting(7, "after contact, goals and moments rest so many days")
    ask_cooldown_days: int = setting(90, "no new ask of the same person for so long")
    moment_days: int = setting(14, "birthdays and meetings this near are mentioned")
