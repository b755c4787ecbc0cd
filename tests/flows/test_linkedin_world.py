"""What a LinkedIn export becomes: favours, groups, introductions, with evidence."""

from __future__ import annotations

import zipfile

import pytest

from flows import settings as settings_file
from flows import steps, warehouse

ANA = "https://www.linkedin.com/in/ana-okafor"
ME = "https://www.linkedin.com/in/robin-vale"
TABLES = {
    "Profile.csv": "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,"
    "Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,"
    "Instant Messengers\nRobin,Vale,,,,Maps,,Geography,,Madrid,,,\n",
    "Connections.csv": 'Notes:\n"When exporting ..."\n\nFirst Name,Last Name,URL,'
    "Email Address,Company,Position,Connected On\n"
    f"Ana,Okafor,{ANA},,Globex,Analyst,08 Feb 2024\n"
    "Wei,Chen,https://www.linkedin.com/in/wei-chen,,Acme,Chemist,09 Feb 2024\n"
    "Luc,Martin,https://www.linkedin.com/in/luc-martin,,Coast School,Teacher,"
    "10 Feb 2024\n",
    "Invitations.csv": "From,To,Sent At,Message,Direction,inviterProfileUrl,"
    "inviteeProfileUrl\n"
    f'Robin Vale,Ana Okafor,"2/8/24, 9:00 AM",,OUTGOING,{ME},{ANA}\n',
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    "Acme,Cartographer,,,Jan 2020,Dec 2023\n"
    "Globex,Head of Maps,,,Jan 2024,\n",
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities\n"
    "Coast School,2010,2014,,BSc,\n",
    "Recommendations_Received.csv": "First Name,Last Name,Company,Job Title,Text,"
    "Creation Date,Status\n"
    'Ana,Okafor,Globex,Analyst,Robin draws well.,"03/01/26, 10:00 AM",VISIBLE\n',
    "Recommendations_Given.csv": "First Name,Last Name,Company,Job Title,Text,"
    "Creation Date,Status\n"
    'Wei,Chen,Acme,Chemist,Wei is exact.,"03/02/26, 10:00 AM",VISIBLE\n',
    "Endorsement_Received_Info.csv": "Endorsement Date,Skill Name,Endorser First Name,"
    "Endorser Last Name,Endorser Public Url,Endorsement Status\n"
    "2026/03/03 10:00:00 UTC,Maps,Ana,Okafor,www.linkedin.com/in/ana-okafor,ACCEPTED\n",
    "Endorsement_Given_Info.csv": "Endorsement Date,Skill Name,Endorsee First Name,"
    "Endorsee Last Name,Endorsee Public Url,Endorsement Status\n"
    "2026/03/04 10:00:00 UTC,Tea,Luc,Martin,www.linkedin.com/in/luc-martin,ACCEPTED\n",
}
REFERRED = 'Name,E-mail,Referred By\nKim Berg,kim@example.net,"Okafor, Ana"\n'


@pytest.fixture
def world(home, tmp_path):
    """The export and a table of people, imported and built."""
    export = tmp_path / "Complete_LinkedInDataExport_05-03-2026.zip"
    with zipfile.ZipFile(export, "w") as archive:
        for name, text in TABLES.items():
            archive.writestr(name, text)
    table = tmp_path / "people.csv"
    table.write_text(REFERRED)
    settings = settings_file.load(home)
    run_id = steps.begin(home, "import")
    list(steps.import_paths(home, settings, run_id, [export, table], dry_run=False))
    steps.build(home, settings, steps.moment("2026-06-01", settings))
    with warehouse.open_database(home) as con:
        yield con


def test_public_words_are_favours(world):
    """Who recommended or endorsed whom is in the ledger, with the touch behind it."""
    found = world.execute(
        """
        select people.name, give_and_take.kind, value, fact, interactions.subject
        from give_and_take
        join people using (person_id)
        join interactions
            on interactions.interaction_id = give_and_take.evidence[1]
            and interactions.person_id = give_and_take.person_id
        order by all
        """
    ).fetchall()
    assert found == [
        ("Ana Okafor", "endorsed_you", -0.25,
         "They endorsed your skills on 3 Mar", "endorsement"),
        ("Ana Okafor", "recommended_you", -2.0,
         "They recommended you publicly on 1 Mar", "recommendation"),
        ("Luc Martin", "endorsed_them", 0.25,
         "You endorsed their skills on 4 Mar", "endorsement"),
        ("Wei Chen", "recommended_them", 2.0,
         "You recommended them publicly on 2 Mar", "recommendation"),
    ]  # fmt: skip


def test_groups_follow_from_the_owners_own_stations(world):
    """Jobs and schools of the owner make co-workers, former ones and alumni."""
    found = world.execute(
        "select name, group_name, why from person_groups join people using (person_id)"
        " where group_name != 'owner' order by all"
    ).fetchall()
    assert ("Ana Okafor", "coworkers", "both at Globex") in found
    assert ("Wei Chen", "former_coworkers", "both at Acme") in found
    assert ("Luc Martin", "alumni", "both at Coast School") in found


def test_the_day_of_connection_is_kept(world):
    """A connection's card says since when it is one."""
    query = "select note from contact_records where name = 'Ana Okafor' and note != ''"
    assert world.execute(query).fetchall() == [("Connected on 2024-02-08",)]


def test_who_referred_somebody_introduced_them(world):
    """A column `Referred By` is an introduction by the one person called so."""
    found = world.execute(
        """
        select people.name, introducers.name
        from introduced
        join people using (person_id)
        join people as introducers
            on introducers.person_id = introduced.by_person_id
        """
    ).fetchall()
    assert found == [("Kim Berg", "Ana Okafor")]
