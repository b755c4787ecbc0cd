"""cultivate.toml as `init` writes it, and the example in the checkout."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from flows.commands._toml import EXAMPLE, settings_text, toml
from flows.settings import Home, Owner, Settings, parse

ROOT = Path(__file__).parents[3]


def read(text):
    return parse(tomllib.loads(text), Home(Path("/home/robin")))


def uncommented(text):
    """The file with every commented-out setting switched on."""
    return re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)


def test_the_example_is_what_init_writes():
    """cultivate.toml.example equals the generated text, letter by letter."""
    written = (ROOT / "cultivate.toml.example").read_text(encoding="utf-8")
    assert written == settings_text(EXAMPLE)


def test_the_written_file_reads_as_the_owner_it_was_written_for():
    """What init writes gives that owner and every default."""
    assert read(settings_text(EXAMPLE)) == Settings(owner=EXAMPLE)


def test_every_commented_value_is_the_default():
    """Taking away every # changes nothing: the comments tell the true defaults."""
    text = uncommented(settings_text(EXAMPLE).partition("# Files and folders")[0])
    assert read(text) == Settings(owner=EXAMPLE)
    assert not [line for line in text.splitlines() if re.match(r"# \w+ =", line)]


def test_every_setting_stands_under_its_sentence():
    """A setting's line follows the sentence that explains it."""
    lines = settings_text(Owner()).splitlines()
    for setting in fields(Owner):
        at = lines.index(f"# {setting.metadata['says']}")
        assert lines[at + 1].startswith(f"# {setting.name} = ")


def test_awkward_names_survive_the_file():
    """Quotes, backslashes and accents in a name come back as they were."""
    owner = Owner(name='Zoë "Zo" \\ Núñez', emails=("zoe@example.com",))
    assert read(settings_text(owner)).owner == owner


def test_a_list_is_written_as_toml_writes_it():
    """Tuples become arrays of strings or numbers."""
    assert toml((1.0, 0.2)) == "[1.0, 0.2]"
    assert toml(("a", 'b"')) == '["a", "b\\""]'
