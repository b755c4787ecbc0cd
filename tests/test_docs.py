"""Nothing goes undocumented: commands, settings, sources, relations, columns."""

from __future__ import annotations

import importlib
import re
import shlex
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from typer.main import get_command

import connectors
from flows import decisions
from flows.commands._docs import first_line, paragraph
from flows.commands._lazy import COMMANDS
from flows.commands._papers import papers
from flows.settings import Settings
from flows.steps import build, moment
from flows.warehouse import open_archive, open_database, relations

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONNECTORS = connectors.discover()
PUBLIC = relations("public")


@pytest.mark.parametrize("paper", papers())
def test_a_generated_paper_is_what_the_code_says(paper):
    """The paper equals its generated text: `python -m flows.commands._papers`."""
    assert (ROOT / paper).read_text(encoding="utf-8") == papers()[paper]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command):
    """Its table of commands has each of them."""
    table = README.partition("## Commands")[2].partition("\n## ")[0]
    assert re.search(rf"`{command}[ `]", table)


@pytest.mark.parametrize("source", CONNECTORS)
def test_the_readme_names_every_source(source):
    """Its table of sources has each connector."""
    table = README.partition("## Sources")[2].partition("\n## ")[0]
    assert f"| {source} |" in table


def test_every_verb_of_a_decision_is_in_the_readme():
    """The table of decisions.csv's columns names all there are."""
    row = re.search(r"^\| verb \| `(.+)` \|$", README, re.MULTILINE)
    assert row
    assert set(row.group(1).split()) == decisions.VERBS


@pytest.mark.parametrize("source", CONNECTORS)
def test_a_connector_tells_what_it_reads(source):
    """Its docstring has a first line, and says Export, Spec and Rotten."""
    doc = CONNECTORS[source].__doc__
    assert first_line(doc)
    assert all(paragraph(doc, label) for label in ("Export", "Spec", "Rotten"))


def settings_of(section, prefix):
    for field in fields(section):
        value = getattr(section, field.name)
        if is_dataclass(value):
            yield from settings_of(value, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", field.metadata.get("says", "")


SENTENCES = {
    name: says
    for section in fields(Settings)
    if section.name != "sources"
    for name, says in settings_of(getattr(Settings(), section.name), section.name + ".")
}


@pytest.mark.parametrize("name", SENTENCES)
def test_every_setting_has_its_sentence(name):
    """A setting says what it does."""
    assert len(SENTENCES[name].split()) > 1


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """(relation, comment), (relation, column, comment) of an empty home's database."""
    from flows.settings import Home, load

    home = Home(tmp_path_factory.mktemp("empty") / "home")
    home.path.mkdir()
    home.settings_file.write_text(
        "[owner]\nname = 'Kim'\nemails = ['kim@example.com']\n"
    )
    settings = load(home)
    open_archive(home).close()
    build(home, settings, moment("2026-01-31", settings))
    with open_database(home) as con:
        tables = con.execute(
            "select table_name, comment from duckdb_tables() "
            "where schema_name = 'main' order by all"
        ).fetchall()
        columns = con.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            "where schema_name = 'main' and not internal "
            "order by table_name, column_index"
        ).fetchall()
    return tables, columns


def test_every_public_relation_has_its_grain(described):
    """Each relation's comment begins with `One row per`."""
    tables, _ = described
    assert {name for name, _ in tables} == {relation.name for relation in PUBLIC}
    assert [name for name, comment in tables if not says_grain(comment)] == []


def says_grain(comment):
    return (comment or "").startswith("One row per ")


def test_every_public_column_has_its_comment(described):
    """No column of schema main is without a comment."""
    _, columns = described
    assert [(table, name) for table, name, comment in columns if not comment] == []


def test_the_headers_describe_the_columns_there_are(described):
    """A header of sql/public tells exactly the relation's columns, in their order."""
    _, columns = described
    for relation in PUBLIC:
        there = [name for table, name, _ in columns if table == relation.name]
        assert list(relation.columns) == there


def commands_of_the_readme():
    """The words behind `cultivate` of each call; a console's output is none."""
    for kind, block in re.findall(
        r"```(sh|console|text)\n(.*?)```", README, flags=re.DOTALL
    ):
        for line in block.splitlines():
            called = line.removeprefix("$ ") if kind == "console" else line
            found = re.search(r"(?:^|/)cultivate (?P<words>.*)", called)
            if found and (kind != "console" or line.startswith("$ ")):
                yield found["words"].partition(" #")[0].partition(" | ")[0]


@pytest.mark.parametrize("words", sorted(set(commands_of_the_readme())))
def test_the_readme_calls_commands_that_are_there(words):
    """Each call in the README names a command and options it has."""
    app = importlib.import_module("flows.commands").app
    group = get_command(app)
    context = group.context_class(group, info_name="cultivate")
    said = shlex.split(words)
    name = next(word for word in said if word in COMMANDS)
    called = group.get_command(context, name)
    for word in said[said.index(name) + 1 :]:
        called = getattr(called, "commands", {}).get(word, called)
    known = {option for parameter in called.params for option in parameter.opts}
    known |= {"--home", "--debug"}
    assert {word for word in said if word.startswith("--")} <= known


def test_the_readme_s_links_lead_somewhere():
    """Every relative link and picture of README and docs is a file."""
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (page.parent / link).is_file(), f"{page.name}: {link}"
