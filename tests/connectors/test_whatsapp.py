"""WhatsApp's dialects, the order of its dates, and copies of one chat."""

# ruff: noqa: DTZ001  # a chat's times have no zone
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Problem, whatsapp
from connectors._whatsapp_lines import DateOrder, day_of, moment_of, read_head
from connectors._whatsapp_words import is_attachment, is_deleted, read_call
from tests.connectors.golden import READING

MADRID = ZoneInfo("Europe/Madrid")
CHAT = "WhatsApp Chat with Ana Okafor.txt"
# how phones write a moment: the order of its date, and the head of a line
HEADS = {
    "android": ("dmy", "{0:%d/%m/%Y, %H:%M} - "),
    "android us": ("mdy", "{0.month}/{0.day}/{0:%y}, {12}:{0:%M} {AM} - "),
    "android narrow": ("mdy", "{0.month}/{0.day}/{0:%y}, {12}:{0:%M}\u202f{AM} - "),
    "android spanish": ("dmy", "{0.day}/{0.month}/{0:%y}, {12}:{0:%M} {a.m.} - "),
    "android german": ("dmy", "{0:%d.%m.%y, %H:%M} - "),
    "android dutch": ("dmy", "{0:%d-%m-%Y %H:%M} - "),
    "android swedish": ("ymd", "{0:%Y-%m-%d %H:%M} - "),
    "android chinese": ("ymd", "{0:%Y}/{0.month}/{0.day} {上午}{12}:{0:%M} - "),
    "android korean": ("ymd", "{0:%Y}. {0.month}. {0.day}. {오전} {12}:{0:%M} - "),
    "android old korean": (
        "ymd",
        "{0:%Y}년 {0.month}월 {0.day}일 {오전} {12}:{0:%M} - ",
    ),
    "android hungarian": ("ymd", "{0:%Y. %m. %d.} {de.} {12}:{0:%M} - "),
    "android canadian": ("ymd", "{0:%Y-%m-%d %H} h {0:%M} - "),
    "iphone arabic": ("dmy", "[{0.day}\u200f/{0.month}\u200f/{0:%Y، %H:%M:%S}] "),
    "finnish": ("dmy", "{0.day}.{0.month}.{0:%Y} klo {0:%H.%M} - "),
    "iphone": ("dmy", "[{0:%d/%m/%Y, %H:%M:%S}] "),
    "iphone us": ("mdy", "[{0.month}/{0.day}/{0:%y}, {12}:{0:%M:%S}\u202f{AM}] "),
    "iphone german": ("dmy", "[{0:%d.%m.%y, %H:%M:%S}] "),
    "iphone japanese": ("ymd", "[{0:%Y/%m/%d} {午前}{12}:{0:%M:%S}] "),
    "iphone years first": ("ymd", "[{0:%Y}/{0.month}/{0.day} {0:%H:%M:%S}] "),
    "iphone marked": ("dmy", "\u200e[{0:%d/%m/%Y, %H:%M:%S}] "),
}
HALVES = {
    "AM": "AM PM", "a.m.": "a.\u00a0m. p.\u00a0m.", "上午": "上午 下午",
    "오전": "오전 오후", "午前": "午前 午後",
    "de.": "de. du.",
}  # fmt: skip


def write_head(dialect: str, when: datetime) -> str:
    afternoon = when.hour >= 12
    halves = {key: both.split(" ")[afternoon] for key, both in HALVES.items()}
    text = HEADS[dialect][1].replace("{12}", str(when.hour % 12 or 12))
    for key, half in halves.items():
        text = text.replace(f"{{{key}}}", half)
    return text.format(when)


def chat(tmp_path, lines, name=CHAT, folder="one"):
    path = tmp_path / folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def touches(path, reading=READING):
    return [t for t in whatsapp.extract(path, reading) if isinstance(t, Interaction)]


@pytest.mark.parametrize("dialect", HEADS)
@given(
    when=st.datetimes(datetime(2009, 3, 1), datetime(2037, 1, 1)),
    who=st.sampled_from(["Ana Okafor", "+34 600 555 123", "Łukasz", "陈伟"]),
)
def test_reads_back_what_a_phone_writes(dialect, when, who):
    """A moment and a sender come back from the line of any dialect."""
    order, _ = HEADS[dialect]
    line = read_head(1, f"{write_head(dialect, when)}{who}: said: it\n")
    assert line
    assert (line.sender, line.text) == (who, "said: it")
    shown = moment_of(line, order, MADRID).replace(tzinfo=None)
    second = when.second if "iphone" in dialect else 0
    assert shown == when.replace(second=second, microsecond=0)


@given(st.dates(datetime(2010, 1, 1).date(), datetime(2040, 1, 1).date()))
def test_order_is_shown_by_a_day_behind_the_twelfth(day):
    """One day after the twelfth of its month settles the order of the whole file."""
    for order, numbers in (
        ("dmy", (day.day, day.month, day.year)),
        ("mdy", (day.month, day.day, day.year % 100)),
    ):
        dates = DateOrder()
        dates.see((3, 4, 24), "/")
        dates.see(numbers, "/")
        assert dates.order == order or day.day <= 12
        assert day_of(numbers, order) == day


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_order_is_shown_by_time_going_on(order):
    """Where every number may be a month, the order in which time goes on holds."""
    days = [datetime(2024, 1, 1) + timedelta(days=10 * n) for n in range(12)]
    days = [day for day in days if day.day <= 12]
    dates = DateOrder()
    for day in days:
        pair = (day.day, day.month) if order == "dmy" else (day.month, day.day)
        dates.see((*pair, 2024), "/")
    assert dates.order == order
    assert all(a < b for a, b in pairwise(days))


def test_order_is_never_guessed_silently(tmp_path):
    """Undecided dates follow the owner's country and are told; else are left out."""
    lines = ["03/04/2024, 10:30 - Ana Okafor: hi", "03/04/2024, 10:31 - Robin Vale: x"]
    path = chat(tmp_path, lines)
    for region, month, day in (("ES", 4, 3), ("US", 3, 4)):
        said = list(whatsapp.extract(path, replace(READING, region=region)))
        assert isinstance(said[0], Problem)
        assert not said[0].loses
        assert (said[1].happened_at.month, said[1].happened_at.day) == (month, day)
    said = list(whatsapp.extract(path, replace(READING, region="")))
    assert [type(one) for one in said] == [Problem]
    assert said[0].loses


def test_android_and_iphone_copies_are_the_same_touches(tmp_path):
    """Copies of a chat from two kinds of phone share every key."""
    start = datetime(2024, 1, 25, 10, 30, 5)
    android, iphone = [], []
    for n in range(30):
        when = start + timedelta(seconds=20 * n)
        who = "Ana Okafor" if n % 3 else "Robin Vale"
        texts = {5: ("<Media omitted>", "\u200eimage omitted")}.get(
            n, (f"no {n // 7}",) * 2
        )
        android.append(f"{write_head('android us', when)}{who}: {texts[0]}")
        iphone.append(f"{write_head('iphone german', when)}{who}: {texts[1]}")
    one = chat(tmp_path, android)
    other = chat(tmp_path, iphone, "_chat.txt", "WhatsApp Chat - Ana Okafor")
    keys = [touch.once_key for touch in touches(one)]
    assert keys == [touch.once_key for touch in touches(other)]
    assert len(set(keys)) == 30


def test_overlapping_exports_add_nothing_twice(tmp_path):
    """Two exports of one chat hold together the touches of one that holds both."""
    start = datetime(2024, 1, 25, 10, 30)
    lines = [
        f"{write_head('android', start + timedelta(minutes=n // 3))}"
        f"{'Ana Okafor' if n % 2 else 'Robin Vale'}: again"
        for n in range(60)
    ]
    both = {t.once_key for t in touches(chat(tmp_path, lines))}
    early = {t.once_key for t in touches(chat(tmp_path, lines[:45], "early " + CHAT))}
    late = {t.once_key for t in touches(chat(tmp_path, lines[30:], "late " + CHAT))}
    assert early | late == both
    assert len(both) == 60


def test_local_times_say_so(tmp_path):
    """A time is the owner's local time, and the touch says that no zone was told."""
    path = chat(tmp_path, ["25/07/2024, 10:30 - Ana Okafor: a", "- Robin Vale: b"])
    lines = ["25/07/2024, 10:30 - Ana Okafor: a", "25/07/2024, 10:31 - Robin Vale: b"]
    first = touches(chat(tmp_path, lines, path.name))[0]
    assert first.happened_at.astimezone(UTC) == datetime(2024, 7, 25, 8, 30, tzinfo=UTC)
    assert first.time_source == "local"


def test_owner_is_found_or_asked_for(tmp_path):
    """A chat named after somebody shows the owner; a group needs the settings."""
    nobody = replace(READING, owner_names=())
    lines = ["25/07/2024, 10:30 - Ana Okafor: a", "25/07/2024, 10:31 - R.: b"]
    assert [t.owner_side for t in touches(chat(tmp_path, lines), nobody)] == [
        "in",
        "out",
    ]
    said = list(whatsapp.extract(chat(tmp_path, lines, "chat.txt"), nobody))
    assert ["also_named" in one.cure for one in said] == [True]
    called = replace(READING, owner_names=("Robin Vale", "R."))
    assert len(touches(chat(tmp_path, lines, "chat.txt"), called)) == 2


def test_owner_is_found_by_number(tmp_path):
    """Who writes under one of the owner's numbers is the owner."""
    lines = ["25/07/2024, 10:30 - Ana: a", "25/07/2024, 10:31 - +34 600 555 000: b"]
    path = chat(tmp_path, [*lines, "25/07/2024, 10:32 - Wei: c"], "chat.txt")
    nobody = replace(READING, owner_names=())
    assert [t.owner_side for t in touches(path, nobody)] == ["in", "out", "in"]


def test_a_file_downloaded_again_is_the_same_chat(tmp_path):
    """What the owner wrote to somebody silent is once, whatever number a copy has."""
    lines = ["25/07/2024, 10:30 - Robin Vale: hello"]
    copies = [CHAT, CHAT.replace(".txt", " (1).txt")]
    keys = [touches(chat(tmp_path, lines, name))[0].once_key for name in copies]
    assert keys[0] == keys[1]


def test_a_crowd_is_counted_not_kept(tmp_path):
    """Messages in a group of more than twenty others touch nobody."""
    lines = [f"25/07/2024, 10:{n:02} - Member {n}: hello" for n in range(25)]
    lines.append("25/07/2024, 10:59 - Robin Vale: hello")
    said = list(whatsapp.extract(chat(tmp_path, lines), READING))
    assert [type(one) for one in said] == [Problem]
    assert "26 messages" in said[0].what


@pytest.mark.parametrize(
    "text",
    ["This message was deleted", "Diese Nachricht wurde gelöscht.", "Mensagem apagada",
     "Ce message a été supprimé", "Se eliminó este mensaje.", "Сообщение удалено",
     "Questo messaggio è stato eliminato", "Dit bericht is verwijderd",
     "Ta wiadomość została usunięta", "此消息已被删除",
     "このメッセージは削除されました"],
)  # fmt: skip
def test_deleted_messages_are_no_touches(text):
    """What is left of a deleted message is known in every language."""
    assert is_deleted(text)
    assert not is_deleted(f"{text} " * 20)


@pytest.mark.parametrize(
    "text",
    ["<Media omitted>", "<Medien ausgeschlossen>", "<Médias omis>",
     "<Multimedia omitido>", "<Mídia oculta>", "<Media omessi>", "<Media weggelaten>",
     "<pominięto multimedia>", "<Без медиафайлов>", "<省略多媒体文件>",
     "<メディアなし>", "<attached: 00000012-PHOTO.jpg>", "IMG-2.jpg (archivo adjunto)"],
)  # fmt: skip
def test_left_out_files_are_attachments(text):
    """A file that came with a message is known in every language."""
    assert is_attachment(text, marked=False)
    assert not is_attachment("I omitted that", marked=False)


@pytest.mark.parametrize(
    ("text", "want"),
    [("Missed voice call", (False, True, None)),
     ("Video call, 5 min", (True, False, 300)),
     ("Verpasster Sprachanruf", (False, True, None)),
     ("Voice call. 1 hr 2 min", (False, False, 3720)),
     ("Videollamada perdida", (True, True, None)),
     ("Appel vidéo manqué", (True, True, None)),
     ("未接视频通话", (True, True, None)),
     ("Пропущенный аудиозвонок", (False, True, None))],
)  # fmt: skip
def test_calls_tell_length_and_whether_they_were_missed(text, want):
    """A call's line gives its kind, whether it was missed, and its seconds."""
    assert read_call(text, marked=True) == want
    assert read_call(text, marked=False) is None


def test_bodies_are_not_kept(tmp_path):
    """Nothing a touch or a record holds repeats what was written."""
    lines = [
        "25/07/2024, 10:30 - Ana Okafor: xyzzy?",
        "25/07/2024, 10:31 - Robin Vale: b",
    ]
    for said in whatsapp.extract(chat(tmp_path, lines), READING):
        assert isinstance(said, Interaction | ContactRecord)
        assert "xyzzy" not in repr(said)
