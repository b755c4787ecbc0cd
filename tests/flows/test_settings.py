"""Settings: defaults, what the file says, and errors that name the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import accounts
from flows import settings as settings_file
from flows.settings import Home, Settings, UserError

HOME = Home(Path("/home/robin/cultivate"))


def parse(text: str) -> Settings:
    import tomllib

    return settings_file.parse(tomllib.loads(text), HOME)


def test_what_the_file_leaves_out_keeps_its_default():
    """One weight said changes that weight only."""
    settings = parse("[closeness.channel]\ncall = 3")
    assert settings.closeness.channel["call"] == 3.0
    assert settings.closeness.channel["email"] == 1.0
    assert settings.due == Settings().due


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[owner]\nnmae = 'R'", "unknown setting owner.nmae; did you mean name?"),
        ("[ownr]\nname = 'R'", "unknown setting ownr; did you mean owner?"),
        ("[owner]\nstage = 'retired'", "stage is none of student, job_seeker"),
        ("[owner]\nemails = ['robin']", "is 'robin'; write it like name@example.com"),
        ("[owner]\nregion = 'USA'", "owner.region is 'USA'; write it like ES"),
        ("[sources.vcard]\nregion = 'usa'", "region is 'usa'; write it like ES"),
        ("[home]\ncopies = -1", "home.copies must be at least 0"),
        ("[database]\nthreads = 0", "database.threads must be at least 1"),
        ("[database]\nmemory_limit = 'lots'", "is 'lots'; write it like 2GB"),
        ("[owner]\ntimezone = 'Europe/Madird'", "did you mean Europe/Madrid?"),
        ("[owner]\ntimezone = 'Europe'", "is no known zone"),
        ("[owner]\ntimezone = ''", "is no known zone"),
        ("[owner]\ntimezone = '../Europe/Madrid'", "is no known zone"),
        ("[owner]\ntimezone = 'posix/Europe/Madrid'", "is no known zone"),
        ("[due]\ntiers = [7, 30]", "due.tiers needs 4 numbers"),
        ("[owed]\nreply = -1", "owed.reply must be a number of at least 0"),
        ("[closeness]\nfloor = 0", "closeness.floor must be at least 0.001"),
        ("[closeness]\nreach = 1", "closeness.reach must be at least 1.1"),
        (
            "[closeness]\nhalf_life_days = [30, 0]",
            "half_life_days must be at least 0.1",
        ),
        ("[owed]\nreply = true", "owed.reply must be a number"),
        ("[report]\npeople_per_week = 'ten'", "must be a whole number; its default"),
        ("[owner]\nname = 3", 'owner.name must be text, like "..."'),
        ("[owner]\nemails = 'r@example.com'", 'a list of texts, like ["...", "..."]'),
        ("[owner]\nemails = [3]", "owner.emails must be a list of texts"),
        ("[due]\ntiers = 7", "a list of 4 numbers, like [7.0, 30.0, 180.0, 365.0]"),
        ("[cultivate.student]\nkep = 1", "did you mean keep?"),
        ("owner = 3", "owner must be a [section]"),
        ("[sources.mbox]\npaths = 'x'", "paths must be a list"),
        ("[sources.csv]\ncolumns = 'x'", "columns must be a table"),
        ("[sources.csv]\ncolumns = { emial = 'M' }", "emial; did you mean email?"),
        ("[sources.csv]\ncolumns = { qqq = 'M' }", "use one of name, given_name"),
        ("[sources.csv]\ncolumns = { name = [1] }", "must be a heading or a list"),
    ],
)
def test_a_wrong_setting_is_named_with_its_cure(text, says):
    """The error names the file, the setting and what would be right."""
    with pytest.raises(UserError) as error:
        parse(text)
    assert says in str(error.value)
    assert "cultivate.toml" in str(error.value)


def test_a_source_s_unknown_setting_is_named_where_connectors_are_known():
    """The connector knows what its accounts may say; a file's source has no more."""
    with pytest.raises(UserError, match="unknown setting path; did you mean paths"):
        accounts.check(HOME, parse("[sources.mbox]\npath = ['x']"))
    with pytest.raises(UserError, match="there is no source mobx; did you mean mbox"):
        accounts.check(HOME, parse("[sources.mobx]\npaths = ['x']"))


def test_accounts_of_a_source_have_paths_of_their_own():
    """[sources.x] is the default account, [sources.x.y] another; ~ and . work."""
    settings = parse(
        "[sources.mbox]\npaths = ['mail']\n[sources.mbox.old]\npaths = ['/old']"
    )
    found = {a.account: a.paths for a in settings.sources}
    assert found["default"] == (HOME.path / "mail",)
    assert found["old"] == (Path("/old"),)


def test_the_stage_chooses_the_weights():
    """A job seeker's goals weigh more than a settled owner's."""
    seeker = parse("[owner]\nstage = 'job_seeker'").weights
    assert (seeker.keep, seeker.owed, seeker.goals, seeker.moment) == (25, 30, 40, 5)
    assert Settings().weights.keep == 45


def test_only_what_reaches_a_score_changes_the_digest():
    """More memory is the same report; another weight is not."""
    plain = Settings().digest
    assert parse("[database]\nmemory_limit = '1GB'").digest == plain
    assert parse("[owed]\nreply = 40").digest != plain


def test_a_home_that_is_none_says_how_to_make_it(tmp_path):
    """Without cultivate.toml the error gives the command, to be copied as it is."""
    folder = tmp_path / "my home"
    with pytest.raises(UserError, match=r"--home '.*/my home' init"):
        settings_file.load(Home(folder))


def test_broken_toml_names_the_line(home):
    """A syntax error tells where it is."""
    home.settings_file.write_text("[owner]\nname = \n")
    with pytest.raises(UserError, match="line 2"):
        settings_file.load(home)


def test_columns_of_a_table_are_headings_by_field():
    """One heading or a list; of the default account and of others, by any spelling."""
    settings = parse(
        "[sources.csv]\ncolumns = { name = 'Who' }\n"
        "[sources.csv.club.columns]\nemail = ['Mail', 'Mail 2']"
    )
    found = {a.account: a.columns for a in settings.sources}
    assert found == {
        "default": {"name": ("Who",)},
        "club": {"email": ("Mail", "Mail 2")},
    }
