"""cultivate.toml becomes frozen objects; an unknown key names its neighbour.

Every setting is a field with its default and a sentence; `cultivate settings
--explain`, `cultivate.toml.example` and the variables SQL reads (`getvariable`)
all come from these fields.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

STAGES = ("student", "job_seeker", "changing", "settled")
T = TypeVar("T")


class UserError(Exception):
    """Something the owner can mend; shown in one line, without a traceback."""


def _setting(default: Any, says: str) -> Any:
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata={"says": says})
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True)
class Owner:
    """Whose network it is."""

    name: str = _setting("", "your name, as others write it")
    emails: tuple[str, ...] = _setting((), "every address you write from, old ones too")
    phones: tuple[str, ...] = _setting((), "your own numbers")
    stage: str = _setting(
        "settled", "student, job_seeker, changing or settled: sets what weighs most"
    )
    timezone: str = _setting(
        "UTC", "your zone, such as Europe/Madrid; times show in it"
    )
    region: str = _setting(
        "", "your country, such as ES; read into phone numbers that name none"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class Database:
    """How much of the machine a night may use."""

    memory_limit: str = _setting(
        "2GB", "memory DuckDB may use before it spills to disk"
    )
    threads: int = _setting(2, "processor cores DuckDB may use")


@dataclass(frozen=True)
class Resolve:
    """When two contact records are one person."""

    max_records: int = _setting(
        200, "contact records one person may have; a join past it is refused"
    )
    max_growth: float = _setting(
        3.0, "a night whose largest person grows by more than this factor is stopped"
    )


@dataclass(frozen=True)
class Closeness:
    """Tie strength now, 0-100 (scoring: decayed touches both ways)."""

    half_life_days: tuple[float, ...] = _setting(
        (30.0, 365.0), "a touch counts half after so many days: the quick and slow part"
    )
    mix: tuple[float, ...] = _setting((1.0, 0.2), "weight of the quick and slow part")
    floor: float = _setting(0.1, "how soon small amounts of contact count")
    cap: float = _setting(15.0, "contact beyond this adds nothing")
    give: float = _setting(40.0, "points for what you send")
    take: float = _setting(40.0, "points for what they send")
    fresh: float = _setting(20.0, "points for how recent the last touch is")
    fresh_half_life_days: float = _setting(90.0, "those points halve in so many days")
    crowd_exponent: float = _setting(0.5, "a touch among n others counts n^-this")
    channel: dict[str, float] = _setting(
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

    tiers: tuple[float, ...] = _setting(
        (7.0, 30.0, 180.0, 365.0), "usual days between contacts, by tier 1-4"
    )
    floor: tuple[float, ...] = _setting(
        (7.0, 14.0, 60.0, 180.0), "never propose sooner than this, by tier 1-4"
    )
    rhythm_factor: float = _setting(2.0, "due after so many times the usual gap")
    prior_weight: float = _setting(3.0, "how many gaps the tier's usual counts for")
    gaps: int = _setting(20, "how many of the last gaps are looked at")
    fading: float = _setting(4.0, "fading after so many times the target")
    dormant_days: float = _setting(1095.0, "dormant after so many days of silence")
    group: dict[str, float] = _setting(
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

    thanks: float = _setting(50.0, "a thank-you after a small meeting or a favour")
    promise: float = _setting(60.0, "a promise from your journal")
    reply: float = _setting(45.0, "an answer to a question put to you")
    intro: float = _setting(30.0, "telling the introducer how it went")
    give_back: float = _setting(20.0, "giving back after one-sided taking")
    reply_after_hours: tuple[float, ...] = _setting(
        (24.0, 72.0),
        "a reply begins to be owed, and is fully owed, after so many hours",
    )
    reply_half_life_days: float = _setting(30.0, "an unanswered question fades by half")
    reply_max_others: int = _setting(
        5, "questions to more people than this owe nothing"
    )
    thanks_after_hours: float = _setting(4.0, "a thank-you is owed after so many hours")
    thanks_full_days: float = _setting(7.0, "and fully so until this many days")
    thanks_half_life_days: float = _setting(14.0, "then fades by half in so many days")
    thanks_max_others: int = _setting(2, "meetings of more others than this owe none")
    intro_after_days: float = _setting(14.0, "an introducer waits so many days to hear")


@dataclass(frozen=True)
class Goals:
    """What a person means for what you are looking for, in points."""

    direct: float = _setting(50.0, "matches a target of yours")
    path: float = _setting(40.0, "can introduce you to one")
    connector: float = _setting(15.0, "knows people who do not know each other")
    novelty: float = _setting(15.0, "a weak tie, for job seekers and changers")
    dormant: float = _setting(15.0, "once close, silent for years, near a target")
    common: float = _setting(10.0, "common ground, 2.5 for each thing shared")
    mutual_peak: float = _setting(10.0, "mutual contacts at which weak ties help most")


@dataclass(frozen=True)
class Weights:
    """How the four lines make up cultivate at one stage of a career."""

    keep: float = _setting(45.0, "keeping in touch")
    owed: float = _setting(30.0, "what is owed")
    goals: float = _setting(20.0, "your goals")
    moment: float = _setting(5.0, "a birthday, a new job, a coming meeting")


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

    people_per_week: int = _setting(10, "how many people the week's list holds")
    rest_days: int = _setting(7, "after contact, goals and moments rest so many days")
    ask_cooldown_days: int = _setting(90, "no new ask of the same person for so long")
    moment_days: int = _setting(14, "birthdays and meetings this near are mentioned")


@dataclass(frozen=True)
class SourceSettings:
    """One account of a source: what every night reads beside the inbox."""

    source: str
    account: str
    paths: tuple[Path, ...] = ()
    region: str = ""


@dataclass(frozen=True)
class Settings:
    """cultivate.toml as read, with every default filled in."""

    owner: Owner = field(default_factory=Owner)
    database: Database = field(default_factory=Database)
    resolve: Resolve = field(default_factory=Resolve)
    closeness: Closeness = field(default_factory=Closeness)
    due: Due = field(default_factory=Due)
    owed: Owed = field(default_factory=Owed)
    goals: Goals = field(default_factory=Goals)
    cultivate: Cultivate = field(default_factory=Cultivate)
    report: Report = field(default_factory=Report)
    sources: tuple[SourceSettings, ...] = ()

    @property
    def weights(self) -> Weights:
        """The four weights of the owner's stage."""
        weights: Weights = getattr(self.cultivate, self.owner.stage)
        return weights

    @property
    def digest(self) -> str:
        """A short hash of every setting that reaches a score, for the outputs."""
        shown = repr(replace(self, sources=(), database=Database()))
        return hashlib.blake2b(shown.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Home:
    """The folder that holds everything of one owner; 0700, its files 0600."""

    path: Path

    @property
    def settings_file(self) -> Path:
        """cultivate.toml."""
        return self.path / "cultivate.toml"

    @property
    def inbox(self) -> Path:
        """Where exports are dropped and fetched objects appended."""
        return self.path / "inbox"

    @property
    def decisions(self) -> Path:
        """The owner's word, append-only."""
        return self.path / "decisions.csv"

    @property
    def journal(self) -> Path:
        """Hand-kept interactions, one line each."""
        return self.path / "journal.md"

    @property
    def archive(self) -> Path:
        """What the sources said, and the ledgers."""
        return self.path / "archive.duckdb"

    @property
    def database(self) -> Path:
        """What was made of it last night; open it read-only whenever you like."""
        return self.path / "cultivate.duckdb"

    @property
    def reports(self) -> Path:
        """A folder a day, and latest/."""
        return self.path / "reports"

    def require(self) -> None:
        """Raise UserError unless `cultivate init` has made this home."""
        if not self.settings_file.is_file():
            raise UserError(
                f"{self.path} is not a home yet; make it one with: "
                f"cultivate --home {self.path} init"
            )


def find_home(named: Path | None = None) -> Home:
    """The home named, else $CULTIVATE_HOME, else data/ of the checkout."""
    chosen = named or os.environ.get("CULTIVATE_HOME")
    checkout = Path(__file__).resolve().parent.parent
    return Home(Path(chosen or checkout / "data").expanduser().absolute())


def load(home: Home) -> Settings:
    """Read cultivate.toml.

    Raises UserError that names the file, the key and the nearest valid one.
    """
    home.require()
    try:
        table = tomllib.loads(home.settings_file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{home.settings_file}: {error}; mend that line") from None
    return parse(table, home)


def parse(table: dict[str, Any], home: Home) -> Settings:
    """Settings from a parsed cultivate.toml; raises UserError."""
    place = str(home.settings_file)
    sources = _parse_sources(table.pop("sources", {}), home)
    settings = replace(_parse_section(Settings, table, place, ""), sources=sources)
    if settings.owner.stage not in STAGES:
        raise UserError(
            f"{place}: owner.stage is {settings.owner.stage!r}; "
            f"use one of {', '.join(STAGES)}"
        )
    if settings.owner.timezone not in available_timezones():
        near = _nearest(settings.owner.timezone, available_timezones())
        raise UserError(
            f"{place}: owner.timezone {settings.owner.timezone!r} is no known zone"
            f"{near}"
        )
    return settings


def _parse_section(kind: type[T], table: Any, place: str, prefix: str) -> T:
    if not isinstance(table, dict):
        raise UserError(f"{place}: {prefix.rstrip('.')} must be a [section]")
    known = {f.name: f for f in fields(kind) if f.name != "sources"}  # type: ignore[arg-type]
    values = {}
    defaults = kind()
    for key, value in table.items():
        if key not in known:
            raise UserError(
                f"{place}: unknown setting {prefix}{key}{_nearest(key, known)}"
            )
        values[key] = _convert(getattr(defaults, key), value, place, prefix + key)
    return replace(defaults, **values)  # type: ignore[type-var]


def _convert(default: Any, value: Any, place: str, name: str) -> Any:
    if is_dataclass(default):
        return _parse_section(type(default), value, place, name + ".")
    if isinstance(default, dict):
        return default | _numbers(value, place, name)
    if isinstance(default, tuple) and isinstance(value, list):
        if not default or isinstance(default[0], str):
            return tuple(str(item) for item in value)
        if len(value) != len(default):
            raise UserError(f"{place}: {name} needs {len(default)} numbers")
        return tuple(_number(item, place, name) for item in value)
    if isinstance(default, float):
        return _number(value, place, name)
    if type(value) is type(default):
        return value
    raise UserError(
        f"{place}: {name} must be a {type(default).__name__}, "
        f"not {type(value).__name__}; its default is {default!r}"
    )


def _numbers(value: Any, place: str, name: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise UserError(f"{place}: {name} must be a [section] of numbers")
    return {key: _number(item, place, f"{name}.{key}") for key, item in value.items()}


def _number(value: Any, place: str, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise UserError(f"{place}: {name} must be a number of at least 0")
    return float(value)


def _nearest(key: str, known: Any) -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _parse_sources(table: Any, home: Home) -> tuple[SourceSettings, ...]:
    place = str(home.settings_file)
    found = []
    for source, section in table.items():
        if not isinstance(section, dict):
            raise UserError(f"{place}: sources.{source} must be a [section]")
        accounts = {k: v for k, v in section.items() if isinstance(v, dict)}
        own = {k: v for k, v in section.items() if not isinstance(v, dict)}
        if own:
            accounts["default"] = own
        found += [
            _parse_account(source, account, keys, home)
            for account, keys in accounts.items()
        ]
    return tuple(found)


def _parse_account(
    source: str, account: str, keys: dict[str, Any], home: Home
) -> SourceSettings:
    place = f"{home.settings_file}: sources.{source}.{account}"
    for key in keys:
        if key not in {"paths", "region"}:
            near = _nearest(key, ("paths", "region"))
            raise UserError(f"{place}: unknown setting {key}{near}")
    paths = keys.get("paths", [])
    if not isinstance(paths, list) or not all(isinstance(p, str) for p in paths):
        raise UserError(f"{place}: paths must be a list of files and folders")
    return SourceSettings(
        source=source,
        account=account,
        paths=tuple(home.path / Path(path).expanduser() for path in paths),
        region=str(keys.get("region", "")),
    )
