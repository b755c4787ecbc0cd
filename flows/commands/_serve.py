"""`report --serve`: the page, and what its buttons say, kept at once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from flows.commands._database import sealed
from flows.commands._questions import Sitting
from flows.commands._shared import WrongUse, say, write_private
from flows.commands.answers import Debt
from flows.commands.journal import write
from flows.commands.judgements import keep_apart
from flows.commands.words import decide, take_back
from flows.kinds import KINDS
from flows.settings import Home, Settings, UserError

PERSON = re.compile(r"[a-z0-9]{1,40}")
LONGEST_NOTE = 200
LONGEST_RECORD = 500
SPANS = {"14", "30", "90"}
TOUCHES = {"wrote", "called", "met"}
OF_KINDS = {"same_kind", "part_kind", "leave_kind"}
DEBTS = {debt.value for debt in Debt}


class Word(NamedTuple):
    """What one button says; every field is text, and no longer than it may be."""

    verb: str
    person: str
    value: str
    other: str
    note: str


def serve(
    home: Home,
    settings: Settings,
    database: Path,
    looks_from: Callable[[Path], datetime],
    port: int,
    launch: Callable[[str], object] | None,
) -> None:
    """Serve the page until Ctrl-C; `launch` opens an address in the browser.

    looks_from: the moment a database was made for.
    """
    from flows.report import server

    give = page(settings, database, looks_from)
    give()  # what is wrong with the page is said before anybody opens it
    try:
        listening = server.listen(port)
    except OSError:
        raise UserError(
            f"port {port} is taken; name another: --port 0 finds a free one"
        ) from None
    with listening:
        door = server.Door(listening.getsockname()[1])
        app = server.application(door, give, act(home, settings))
        say(f"Serving the report at {door.link}")
        say("The link opens once, on this machine only; stop with Ctrl-C.")
        with _opened(home, door.link, launch):
            server.serve(app, listening)
    say("Stopped.")


@contextmanager
def _opened(
    home: Home, link: str, launch: Callable[[str], object] | None
) -> Iterator[None]:
    """Open the link through a private file: other users may read process lists."""
    if launch is None:
        yield
        return
    door = home.path / "open.html"
    url = html.escape(link)
    write_private(door, f'<meta http-equiv="refresh" content="0; url={url}">\n')
    try:
        launch(door.as_uri())
        yield
    finally:
        door.unlink(missing_ok=True)


def page(
    settings: Settings, database: Path, looks_from: Callable[[Path], datetime]
) -> Callable[[], tuple[str, str]]:
    """A function that gives the served page and its policy; made once a database."""
    from flows.report import html as made_of
    from flows.report import reading

    made: dict[tuple[int, int], str] = {}
    script, style = made_of.the_script(), made_of.the_style()
    policy = made_of.policy(script, style, served=True)

    def give() -> tuple[str, str]:
        file = database.stat()
        known = (file.st_ino, file.st_mtime_ns)
        if known not in made:
            as_of = looks_from(database)
            material = reading.read(database, as_of, settings.owner.zone)
            text = made_of.page(material, settings, redacted=False, served=True)
            made.clear()
            made[known] = text
        return made[known], policy

    return give


def act(home: Home, settings: Settings) -> Callable[[Any], dict[str, str]]:
    """A function that keeps a word as the command of its verb does.

    It gives `said`, and `undo` where one can take it back; else `error`.
    """

    def keep(sent: Any) -> dict[str, str]:
        try:
            return _keep(home, settings, _read(sent))
        except UserError as error:
            return {"error": str(error)}

    return keep


def _read(sent: Any) -> Word:
    """The word in what a browser sent; raises WrongUse for anything else."""
    told = sent if isinstance(sent, dict) else {}
    word = Word(*(told.get(name, "") for name in Word._fields))
    sizes = (20, 40, LONGEST_RECORD, LONGEST_RECORD, LONGEST_NOTE)
    if not all(
        isinstance(text, str) and len(text) <= size and text.isprintable()
        for text, size in zip(word, sizes, strict=True)
    ):
        raise WrongUse("that is no word this page can say")
    if word.verb not in {"undo", *OF_KINDS} and not PERSON.fullmatch(word.person):
        raise WrongUse("that is nobody's id")
    return word


def _keep(home: Home, settings: Settings, word: Word) -> dict[str, str]:
    if word.verb == "undo" and word.value:
        return {"said": take_back(home, word.value)}
    if word.verb in OF_KINDS and word.value in KINDS:
        return _keep_of_kind(home, settings, word)
    _must_be_known(home, settings, word)
    if word.verb == "log" and word.value in TOUCHES:
        today = datetime.now(settings.owner.zone).date()
        rest = f": {word.note}" if word.note else ""
        line = f'{word.value} "{word.person}"{rest}'
        return {"said": write(home, settings, line, today, [])}
    if word.verb == "different":
        said, undo = keep_apart(home, settings, word.value, word.other, word.note)
        return {"said": said, "undo": undo}
    verb, value, says = _decision(word)
    said, undo = decide(home, settings, verb, word.person, value, word.note, says)
    return {"said": said, "undo": undo}


def _keep_of_kind(home: Home, settings: Settings, word: Word) -> dict[str, str]:
    """Keep a word about all of a kind, where `review` would ask about it now."""
    with sealed(home, settings) as con:
        sitting = Sitting(con, home)
        question = sitting.offer(word.value)
        if question is None or word.verb not in (KINDS[word.value].word, "leave_kind"):
            raise WrongUse(
                "the answers about this kind do not tell enough yet, or it has your "
                "word; answer more with: cultivate review"
            )
        undo = sitting.answer_kind(question, yes=word.verb != "leave_kind")
    done = {"same_kind": "joined", "part_kind": "parted"}.get(
        word.verb, "asked one by one"
    )
    return {"said": f"{KINDS[word.value].says}: all are {done}.", "undo": undo}


def _must_be_known(home: Home, settings: Settings, word: Word) -> None:
    """Raise WrongUse unless this is a person here, and the records are theirs.

    A page opened long ago may speak of an id that has since gone.
    """
    known = "select count(*) from people where person_id = $id"
    theirs = "select list(record_id) from contact_records where person_id = $id"
    with sealed(home, settings) as con:
        values = {"id": word.person}
        found = con.execute(known, values).fetchall()[0][0]
        records = con.execute(theirs, values).fetchall()[0][0] or []
    named = {word.value, word.other} if word.verb == "different" else set()
    if not found or not named <= set(records):
        raise WrongUse("the database has changed since; load the page again")


def _decision(word: Word) -> tuple[str, str, str]:
    """The verb and value of decisions.csv, and what to say of it."""
    if word.verb == "snooze" and word.value in SPANS:
        until = date.today() + timedelta(days=int(word.value))  # noqa: DTZ011  # the owner's wall calendar
        return "snooze", until.isoformat(), f"{{}} rests until {until}."
    if word.verb == "done" and word.value in DEBTS:
        return "done", word.value, f"Done for {{}}: {word.value.replace('_', ' ')}."
    said = {
        "mute": ("mute", "{} is muted."),
        "useful": ("useful", "Proposing {} was useful."),
        "not-useful": ("not_useful", "Proposing {} was not useful."),
    }
    if word.value or word.verb not in said:
        raise WrongUse("that is no word this page can say")
    verb, says = said[word.verb]
    return verb, "", says
