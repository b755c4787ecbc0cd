"""What the three sources of tables make of what spreadsheets and people write."""

from __future__ import annotations

import csv as standard
import io
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import (
    ContactRecord,
    Problem,
    SourceError,
    csv,
    google_csv,
    outlook_csv,
)
from connectors._table import MAX_COLUMNS, MAX_ROW, Row, open_table
from connectors._table_dates import Days
from connectors._table_words import FIELDS, field_of
from flows.columns import FIELDS as FIELDS_OF_SETTINGS
from tests.connectors.golden import READING

SOURCES = {"csv": csv, "google_csv": google_csv, "outlook_csv": outlook_csv}
PLAIN = "Name,Email,Phone\nAna Okafor,ana@example.com,555 0127\n"
GOOGLE = "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Photo\n"
OUTLOOK = "First Name,Last Name,E-mail Address,Business Phone,Home Street,Birthday\n"


def things(path, content, source=csv, **columns):
    """What a source makes of a table; columns: the mapping of the settings."""
    file = path / "people.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    mapping = {field: tuple(headings) for field, headings in columns.items()}
    reading = type(READING)("default", READING.zone, "ES", columns=mapping)
    return list(source.extract(file, reading))


def records(path, content, source=csv, **columns):
    given = things(path, content, source, **columns)
    return [thing for thing in given if isinstance(thing, ContactRecord)]


def problems(path, content, source=csv, **columns):
    given = things(path, content, source, **columns)
    return [thing for thing in given if isinstance(thing, Problem)]


def claimed(path, name, content):
    file = path / name
    file.write_text(content, encoding="utf-8")
    return [source for source, module in SOURCES.items() if module.identify(file)]


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "b.tsv", "c.tab", "d.txt"])
def test_a_table_of_people_is_known_by_name_and_headings(tmp_path, name):
    """Any of the endings with headings people use; without an ending it is none."""
    assert claimed(tmp_path, name, PLAIN) == ["csv"]
    assert claimed(tmp_path, "people", PLAIN) == []


@pytest.mark.parametrize(
    ("source", "header"),
    [
        ("google_csv", "First Name,Last Name,Phone 1 - Value"),
        ("google_csv", "Name,Family Name,Yomi Name,Group Membership"),
        ("google_csv", "first name,E-MAIL 1 - value"),
        ("outlook_csv", OUTLOOK.strip()),
        ("outlook_csv", "First Name,Last Name,E-mail Address,Web Page,Business Fax"),
        ("csv", "First Name,Last Name,E-mail Address"),
        ("csv", "Vorname;Nachname;E-Mail"),
        ("csv", "Prénom\tNom\tTéléphone"),
        ("csv", "姓名,电话"),
        ("csv", "Имя|Фамилия"),
    ],
)  # fmt: skip
def test_headings_tell_the_source(tmp_path, source, header):
    """One source claims a table, by its headings alone."""
    assert claimed(tmp_path, "people.csv", f"{header}\n") == [source]


@pytest.mark.parametrize(
    "content",
    [
        "Item,Price,Country\nRope,12,NO\n",
        "Date,Name,Amount\n2026-01-02,Ana Okafor,12\n",
        "Email\nana@example.com\nwei@example.com\n",
        "First Name,Last Name,Email Address,Company,Connected On\nAna,Okafor,,,\n",
        "FirstName,LastName,Emails,PhoneNumbers,ThirdPartyVerified\nAna,Okafor,,,\n",
        "Email Address,Confirmed,Primary,Updated On\na@a.example,,,\nb@a.example,,,\n",
        "rank,person_id,name,organisation,cultivate,emails\n1,x,Ana,,80,\n",
        "\n\n\n",
        "no table at all",
    ],
)
def test_other_tables_are_left_alone(tmp_path, content):
    """Goods, payments, lists of one column, LinkedIn's tables, our own report."""
    assert claimed(tmp_path, "people.csv", content) == []


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_any_delimiter_charset_and_line_end(tmp_path, delimiter, charset, end):
    """All of them give the same record."""
    rows = [["Name", "Email", "Note"], ["Begoña Peñalba", "bego@example.org", '"a, b"']]
    content = end.join(delimiter.join(row) for row in rows).encode(charset)
    (record,) = records(tmp_path, content)
    assert (record.name, record.note) == ("Begoña Peñalba", "a, b")


def test_excels_own_first_line_names_the_delimiter(tmp_path):
    """`sep=;` holds even where commas are more."""
    content = "sep=;\nName;Email, or none;Phone, or none, or two\nAna;;555 0127\n"
    (record,) = records(tmp_path, content, name=["Name"], phone=["column 3"])
    assert (record.name, record.phones) == ("Ana", ("555 0127",))


def test_headings_match_without_case_space_and_punctuation(tmp_path):
    """`E-MAIL  address` is `E-mail Address`."""
    header = OUTLOOK.upper().replace(" ", "  ").replace("-", "")
    assert header != OUTLOOK
    content = f"{header}Ana,Okafor,ana@example.com,555 0127,Quay 1,\n"
    (record,) = records(tmp_path, content, outlook_csv)
    assert (record.emails, record.phones) == (("ana@example.com",), ("555 0127",))


def test_an_unclosed_quotation_mark_costs_one_row(tmp_path):
    """The rows it would have swallowed are read."""
    rows = [f"P{n},p{n}@example.com,\n" for n in range(1000)]
    content = "Name,Email,Note\n" + '"Ana,ana@example.com,\n' + "".join(rows)
    assert len(records(tmp_path, content)) == 1000
    (problem,) = problems(tmp_path, content)
    assert (problem.place, problem.loses) == ("row 2", True)


def test_a_row_too_long_costs_itself(tmp_path):
    """Neither a cell of a megabyte nor what follows it is held."""
    content = f"{PLAIN}Wei,{'x' * 9 * MAX_ROW},\nIda,ida@example.org,\n"
    assert [r.name for r in records(tmp_path, content)] == ["Ana Okafor", "Ida"]
    (problem,) = problems(tmp_path, content)
    assert "longer" in problem.what


def test_more_cells_than_headings_lose_the_row(tmp_path):
    """Nobody knows which cell is which; empty ones at the end do no harm."""
    content = f"{PLAIN}Wei,wei@example.com,1,2\nIda,ida@example.org,,,,\n"
    assert [r.name for r in records(tmp_path, content)] == ["Ana Okafor", "Ida"]
    assert [p.place for p in problems(tmp_path, content)] == ["row 3"]


def test_fewer_cells_than_headings_are_read(tmp_path):
    """Some programs leave empty cells at the end away."""
    content = f"{PLAIN}Wei\nIda,ida@example.org\n"
    assert len(records(tmp_path, content)) == 3
    assert problems(tmp_path, content) == []


def test_a_file_that_ends_inside_a_row_may_have_lost_others(tmp_path):
    """What is missing from it has not been deleted."""
    (problem,) = problems(tmp_path, f"{PLAIN}Wei Chen,wei@exam")
    assert problem.loses


def test_a_table_of_nobody_deletes_nobody(tmp_path):
    """Headings alone, or rows without anybody, are a loss."""
    for content in (GOOGLE, f"{GOOGLE},,,,http://x/1\n"):
        assert any(p.loses for p in problems(tmp_path, content, google_csv))


def test_a_numbered_column_google_never_wrote_is_told(tmp_path):
    """Only the known parts of an entry are taken without a word."""
    content = "First Name,E-mail 1 - Value,E-mail 1 - Colour\nAna,a@example.com,red\n"
    (problem,) = problems(tmp_path, content, google_csv)
    assert problem.what == "column 3 (C) is not known"


def test_a_code_page_is_guessed_from_the_text(tmp_path):
    """Cyrillic in Windows' page is read as such, and said."""
    rows = "Ольга Бондаренко;olha@example.org\nИгорь Щёлоков;igor@example.net\n"
    content = f"Полное имя;Почта\n{rows}".encode("cp1251")
    given = [r.name for r in records(tmp_path, content)]
    assert given == ["Ольга Бондаренко", "Игорь Щёлоков"]
    (problem,) = problems(tmp_path, content)
    assert "cp1251" in problem.what


def test_too_many_columns_are_no_table(tmp_path):
    """The file is refused whole, with a cure."""
    header = "Name,Email," + ",".join(f"c{n}" for n in range(MAX_COLUMNS))
    with pytest.raises(SourceError, match="columns"):
        things(tmp_path, f"{header}\nAna,ana@example.com\n")


def test_an_unknown_column_is_told_once_and_loses_nobody(tmp_path):
    """Once it says something; by its number and letter, not by its words."""
    rows = "Ana,ana@example.com,,,\nWei,wei@example.com,7,,\nIda,ida@example.org,8,,\n"
    content = "Name,Email,Shoe size,Hat size,\n" + rows
    assert len(records(tmp_path, content)) == 3
    (problem,) = problems(tmp_path, content)
    assert problem.what == "column 3 (C) is not known"
    assert not problem.loses


def test_the_key_is_of_the_content(tmp_path):
    """Neither another order of columns nor a new photo makes another record."""
    one = "First Name,E-mail 1 - Value,Photo\nAna,ana@example.com,http://x/1\n"
    two = "Photo,E-mail 1 - Value,First Name\nhttp://x/2,ana@example.com,Ana\n"
    three = "Photo,E-mail 1 - Value,First Name\nhttp://x/2,a@example.com,Ana\n"
    first, same, other = (
        records(tmp_path, text, google_csv)[0].source_key for text in (one, two, three)
    )
    assert first == same != other


def test_the_same_row_twice_is_one_record(tmp_path):
    """Copies in a file are the same person once."""
    content = PLAIN + PLAIN.partition("\n")[2]
    assert len(records(tmp_path, content)) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1980-04-01", "1980-04-01"),
        ("19800401", "1980-04-01"),
        ("1980/4/1", "1980-04-01"),
        ("1980. 4. 1.", "1980-04-01"),
        ("1980年4月1日", "1980-04-01"),
        ("1980년 4월 1일", "1980-04-01"),
        ("--04-01", "--04-01"),
        (" --0401", "--04-01"),
        ("1604-04-01", "--04-01"),
        ("1.4.1980", "1980-04-01"),
        ("1.4.", "--04-01"),
        ("28/12/1969", "1969-12-28"),
        ("12/28/1969", "1969-12-28"),
        ("12/28/1969 12:00:00 AM", "1969-12-28"),
        ("12-28-1969", "1969-12-28"),
        ("12/28", "--12-28"),
        ("12/28/69", "--12-28"),
        ("1 April 1980", "1980-04-01"),
        ("April 1, 1980", "1980-04-01"),
        ("1st April", "--04-01"),
        ("01-Apr-80", "--04-01"),
        ("0/0/00", ""),
        ("00/00/0000", ""),
        ("0/0/00 0:00:00", ""),
        ("1/1/4501", ""),
        ("", ""),
    ],
)
def test_days_of_every_form(written, read):
    """A day is ISO, without a year that is not known; an empty one is no problem."""
    days = Days(list)
    assert (days.read(written), days.problems) == (read, [])


@pytest.mark.parametrize("written", ["31.2.1980", "13/13/1980", "soon", "1980", "99"])
def test_a_day_that_is_none_is_told(written):
    """It is left out and said."""
    days = Days(list)
    assert days.read(written) == ""
    assert days.problems


@pytest.mark.parametrize(
    ("others", "read", "told"),
    [
        (["28/12/1969"], "1980-01-04", 0),
        (["12/28/1969"], "1980-04-01", 0),
        (["28/12/1969", "13/1/70", "12/28/1969"], "1980-01-04", 0),
        (["3/3/1970"], "1980-04-01", 1),
    ],
)
def test_the_table_decides_what_comes_first(tmp_path, others, read, told):
    """Days or months: what most rows show; months, and a problem, when none does."""
    rows = [f"P{n},p{n}@example.com,{day}\n" for n, day in enumerate(others)]
    content = "Name,Email,Birthday\nAna,ana@example.com,4/1/1980\n" + "".join(rows)
    assert records(tmp_path, content)[0].birthday == read
    assert len(problems(tmp_path, content)) == told


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("E-Mail-Adresse", "email"),
        ("Correo electrónico 2", "email"),
        ("Courriel professionnel", "email"),
        ("Work Phone 2", "phone"),
        ("Telefon (geschäftlich)", "phone"),
        ("Phone Number (Mobile)", "phone"),
        ("手机", "phone"),
        ("PRENOM", "given_name"),
        ("Achternaam", "family_name"),
        ("Фамилия", "family_name"),
        ("会社名", "organisation"),
        ("Data de nascimento", "birthday"),
        ("Stanowisko", "title"),
        ("Business Fax", "ignore"),
        ("Shoe size", ""),
    ],
)
def test_usual_headings_of_many_languages(heading, field):
    """Whatever the case, the accents, and which of several it is."""
    assert field_of(heading)[0] == field


def test_the_settings_know_the_same_fields():
    """What a column may be mapped to is what the source reads."""
    assert sorted(FIELDS) == sorted(FIELDS_OF_SETTINGS)


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("Name,Vorname,E-Mail", "Weiß,Jürgen,j@example.org", "Jürgen Weiß"),
        ("Nom,E-mail", "Jean Roux,j@example.org", "Jean Roux"),
        ("Nombre,Apellidos,Correo", "Ana,Gil Ros,a@example.org", "Ana Gil Ros"),
        ("Nome,Email", "Rita Dias,r@example.org", "Rita Dias"),
        ("Title,Name,Job Title,Email", "Dr,Eve Ng,Vet,e@example.org", "Eve Ng"),
    ],
)
def test_a_name_is_read_beside_its_neighbours(tmp_path, header, row, name):
    """`Name` beside a given name is the family's; a lone part is the whole."""
    (record,) = records(tmp_path, f"{header}\n{row}\n")
    assert record.name == name


def test_a_title_beside_a_job_title_is_a_prefix(tmp_path):
    """`Title` alone is the job."""
    both = "Title,Name,Job Title,Email\nDr,Eve Ng,Vet,e@example.org\n"
    (record,) = records(tmp_path, both)
    assert (record.prefix, record.title) == ("Dr", "Vet")
    (record,) = records(tmp_path, "Name,Title,Email\nEve Ng,Vet,e@example.org\n")
    assert (record.prefix, record.title) == ("", "Vet")


def test_a_mapping_names_columns_by_heading_or_number(tmp_path):
    """Headings match as loosely as always; several columns make several values."""
    content = "Wer,Mail,Mail 2,X,Straße A,Stadt A,Straße B,Stadt B\n"
    content += "Ana,a@example.com,b@example.com,Quiet,S1,C1,S2,C2\n"
    (record,) = records(
        tmp_path,
        content,
        name=["WER"],
        email=["mail", "Mail 2"],
        note=["column 4"],
        street=["Straße A", "Straße B"],
        city=["Stadt A", "Stadt B"],
    )
    assert record.emails == ("a@example.com", "b@example.com")
    assert (record.name, record.note) == ("Ana", "Quiet")
    assert record.addresses == ("S1, C1", "S2, C2")


def test_a_mapped_heading_that_is_not_there_is_told(tmp_path):
    """The rest of the mapping holds; a column to ignore is not reported."""
    content = "Wer,Egal\nAna,1\n"
    (problem,) = problems(
        tmp_path, content, name=["Wer"], email=["Mail"], ignore=["Egal"]
    )
    assert problem.what == "no column was found for email"
    assert len(records(tmp_path, content, name=["Wer"], ignore=["Egal"])) == 1


def test_unknown_headings_over_addresses_propose_a_mapping(tmp_path):
    """The one problem holds a line to copy into cultivate.toml; nobody is deleted."""
    content = "Wer,Wo,Womit\nAna,Rome,ana@example.com\nWei,Oslo,wei@example.com\n"
    assert claimed(tmp_path, "people.csv", content) == ["csv"]
    (problem,) = things(tmp_path, content)
    assert problem.loses
    assert 'columns = { name = "column 1", email = "column 3" }' in problem.cure


def test_a_table_nobody_claims_is_given_a_mapping_to_copy(tmp_path):
    """Names are known by their look where no heading is known; prices are no table."""
    table = tmp_path / "people.csv"
    table.write_text("Seit;Wer;Wo\n2019;Ana Okafor;Bilbao\n2020;Wei Chen;Uster\n")
    assert not csv.identify(table)
    assert csv.propose(table).endswith('columns = { name = "column 2" }')
    table.write_text("just a line\n")
    assert csv.propose(table) == ""


def test_a_rounded_phone_number_is_left_out(tmp_path):
    """A spreadsheet's 3.46E+11 is nobody's number."""
    content = "Name,Phone\nAna,3.46E+11\nWei,'+86 555 0128\n"
    assert [r.phones for r in records(tmp_path, content)] == [(), ("+86 555 0128",)]
    assert len(problems(tmp_path, content)) == 1


def test_outlook_leaves_directory_paths_out(tmp_path):
    """An Exchange colleague's address is no e-mail address, named EX or not."""
    content = OUTLOOK.strip() + ",E-mail Type,E-mail 2 Address\n"
    content += "Ana,Gil,/o=Acme/cn=ana,,,,EX,/O=Acme/OU=x/CN=ana\n"
    (record,) = records(tmp_path, content, outlook_csv)
    assert record.emails == ()


def test_who_introduced_is_kept(tmp_path):
    """Outlook's Referred By, Google's relation and the owner's own field alike."""
    outlook = "First Name,Last Name,E-mail Address,Business Phone,Referred By\n"
    outlook += "Ana,Gil,,,Wei Chen\n"
    google = (
        "First Name,Relation 1 - Label,Relation 1 - Value\nAna,Referred By,Wei Chen\n"
    )
    custom = "First Name,Custom Field 1 - Label,Custom Field 1 - Value\nAna,"
    (one,) = records(tmp_path, outlook, outlook_csv)
    (two,) = records(tmp_path, google, google_csv)
    (three,) = records(tmp_path, f"{custom}Met through,Wei Chen\n", google_csv)
    assert one.relations == two.relations == ("referred by: Wei Chen",)
    assert three.relations == ("met through: Wei Chen",)


CELL = st.text(
    st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=12
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t|"),
)
def test_what_csv_writes_is_read_back(tmp_path, rows, delimiter):
    """Quotation marks, line ends and delimiters in cells come back as they were."""
    out = io.StringIO()
    writer = standard.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([["one", "two", "three"], *rows])
    file = tmp_path / "table.csv"
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    read = [row for row in open_table(file, "").rows() if isinstance(row, Row)]
    keys = ("one", "two", "three")
    said = [
        {k: c.strip() for k, c in zip(keys, row, strict=True) if c.strip()}
        for row in rows
    ]
    assert [row.cells for row in read] == [cells for cells in said if cells]


def test_memory_does_not_grow_with_the_table(tmp_path):
    """Twenty times the rows take little more memory than one time."""
    peaks = []
    for count in (500, 10_000):
        file = tmp_path / "people.csv"
        with file.open("w", encoding="utf-8") as out:
            out.write("Name,Email,Birthday\n")
            for n in range(count):
                out.write(f"Person {n},p{n}@example.com,4/1/1980\n")
        tracemalloc.start()
        for _ in csv.extract(file, READING):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 3_000_000
