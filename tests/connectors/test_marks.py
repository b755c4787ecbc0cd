"""What tells a text that was read on another day from a new one."""

import os
import pickle
import subprocess
import sys
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors._digests import digest_of
from connectors._marks import START, write_marks

NEARLY = st.binary(min_size=24, max_size=24).map(lambda b: bytes([0, b[0] % 2, *b[2:]]))


def test_a_mark_is_found_by_its_first_letters(tmp_path):
    """It tells the rest of the mark and the digest of the key; others are not there."""
    marks = [("ab" * 24, "ana"), ("cd" * 12, "bo")]
    with write_marks(marks, tmp_path) as known:
        assert known.get(b"\xab" * 12) == ("ab" * 12, digest_of("ana"))
        assert [mark in known for mark, _ in marks] == [True, True]
        assert known.get(b"\xac" * 12) is None
        assert "" not in known


def test_what_is_no_mark_is_left_out(tmp_path):
    """A mark of another form is not known, so that its text is read again."""
    with write_marks([("", "ana"), ("no mark", "bo"), ("abcd", "wei")], tmp_path) as it:
        assert it.get(bytes(12)) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(NEARLY, max_size=80), st.lists(NEARLY, max_size=20))
def test_it_says_what_a_dictionary_would(tmp_path, held, asked):
    """Marks answer as a dictionary does, however alike they are."""
    pairs = {mark.hex()[:START]: mark.hex() for mark in sorted(held)}
    with write_marks(sorted((mark, mark) for mark in pairs.values()), tmp_path) as it:
        for start in (*pairs, *(mark.hex()[:START] for mark in asked)):
            found = it.get(bytes.fromhex(start))
            assert (found and start + found.rest) == pairs.get(start)


def test_nothing_is_left_of_them(tmp_path):
    """The file has no name while it is there, and is gone when it is closed."""
    with write_marks([("ab" * 12, "ana")], tmp_path) as known:
        assert list(tmp_path.iterdir()) == []
    try:
        os.fstat(known.descriptor)
    except OSError:
        return
    raise AssertionError("the file is still open")


def test_another_process_asks_the_same_file(tmp_path):
    """Pickled marks are the open file, which the other process is handed."""
    code = (
        "import pickle, sys; known = pickle.load(sys.stdin.buffer);"
        "print('ab' * 12 in known, 'cd' * 12 in known)"
    )
    with write_marks([("ab" * 12, "ana")], tmp_path) as known:
        told = subprocess.run(
            [sys.executable, "-c", code],
            input=pickle.dumps(known),
            pass_fds=[known.descriptor],
            capture_output=True,
            check=True,
        )
    assert told.stdout.split() == [b"True", b"False"]


def test_a_hundred_thousand_marks_take_no_memory_of_their_own(tmp_path):
    """What a process holds of them is a mapped file."""
    dice = Random(3)  # noqa: S311 - nobody has to be fooled
    marks = sorted(dice.randbytes(24).hex() for _ in range(100_000))
    with write_marks(((mark, mark) for mark in marks), tmp_path) as known:
        held = vars(known)
        assert sum(map(sys.getsizeof, held.values())) < 1_000
        assert all(mark in known for mark in marks)
