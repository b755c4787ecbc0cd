"""Records of one human become one person; two humans are never glued together."""


def test_same_email_joins(world):
    """A card and a mail participant with one unshared address are one person."""
    card = world.card("1", "Ana Okafor", emails=["Ana.Okafor@Example.com"])
    mail = world.participant("ana.okafor@example.com", "Ana Okafor")
    assert world.resolve() == {frozenset({card, mail})}
    assert world.rows("select rule, evidence from people.merges") == [
        ("same_email", "same e-mail ana.okafor@example.com")
    ]


def test_same_phone_joins_across_formats(world):
    """One number written in two ways joins two cards with compatible names."""
    one = world.card("1", "Robert Smith", phones=["(202) 555-0143"], region="US")
    two = world.card("2", "Bob Smith", phones=["+1 202 555 0143"])
    world.resolve()
    assert world.together(one, two)


def test_switchboard_is_no_identity(world):
    """A number on cards of many people joins none of them."""
    names = ["Ana Okafor", "Ben Lund", "Carla Reyes", "Dmitri Volkov"]
    for key, name in enumerate(names):
        world.card(str(key), name, phones=["+12025550100"])
    assert len(world.resolve()) == 4
    assert "used by" in world.rows("select why from matches.shared_identifiers")[0][0]


def test_family_mailbox_keeps_its_people_apart(world):
    """Spouses with one address stay two, and the mailbox joins neither."""
    world.card("1", "John Marsh", emails=["marsh@example.org"])
    world.card("2", "Mary Marsh", emails=["marsh@example.org"])
    world.participant("marsh@example.org", "The Marshes")
    assert len(world.resolve()) == 3


def test_father_and_son_stay_two(world):
    """The same name on one landline with another generation is another human."""
    world.card("1", "John Marsh Sr.", phones=["+12025550101"])
    world.card("2", "John Marsh Jr.", phones=["+12025550101"])
    assert len(world.resolve()) == 2


def test_father_and_son_by_birthday(world):
    """The same name and line with another birthday is another human."""
    world.card("1", "John Marsh", phones=["+12025550101"], birthday="1950-01-02")
    world.card("2", "John Marsh", phones=["+12025550101"], birthday="1980-03-04")
    assert len(world.resolve()) == 2


def test_a_slip_in_a_birthday_parts_nobody(world):
    """Day and month turned round on one of two cards of a mobile join still."""
    one = world.card("1", "John Marsh", phones=["+12025550101"], birthday="1950-01-02")
    two = world.card("2", "John Marsh", phones=["+12025550101"], birthday="1950-02-01")
    world.resolve()
    assert world.together(one, two)


def test_one_name_at_a_family_line_is_asked_about(world):
    """A father and a son of one name share the line with the mother: no sign, no join.

    What only one human has, as a mobile, joins them all the same.
    """
    line, mobile = "+12025550101", "+12025550199"
    father = world.card("1", "John Marsh", phones=[line])
    son = world.card("2", "John Marsh", phones=[line])
    world.card("3", "Mary Marsh", phones=[line])
    assert len(world.resolve()) == 3
    bands = world.rows("select band from people.match_candidates order by weight desc")
    assert bands[0] == ("review",)
    world.card("4", "John Marsh", phones=[line, mobile])
    world.card("5", "John Marsh", phones=[mobile])
    world.resolve()
    assert world.together("vcard/default/4", "vcard/default/5")
    assert not world.together(father, son)


def test_one_name_at_a_familys_mailbox_is_asked_about(world):
    """A father and a son of one name read what says it is the family's."""
    home = "marshfamily@example.org"
    father = world.card("1", "John Marsh", emails=[home], phones=["+12025550101"])
    son = world.card("2", "John Marsh", emails=[home], phones=["+12025550102"])
    world.resolve()
    assert not world.together(father, son)
    bands = world.rows("select band from people.match_candidates order by weight desc")
    assert bands[0] == ("review",)


def test_role_mailbox_joins_no_cards(world):
    """info@ on two cards says nothing, yet the mailbox itself is one record set."""
    one = world.card("1", "Ana Okafor", emails=["info@example.com"])
    two = world.card("2", "Ben Lund", emails=["info@example.com"])
    mail = world.participant("info@example.com", "Ana Okafor")
    event = world.participant("info@example.com", "Front desk", source="icalendar")
    world.resolve()
    assert not world.together(one, two)
    assert world.together(mail, event)


def test_a_shared_value_joins_no_namesakes(world):
    """Two of one given name at a role's mailbox or a switchboard stay two."""
    one = world.card("1", "Ana Okafor", emails=["info@example.com"])
    two = world.card("2", "Ana Lund", emails=["info@example.com"])
    for key, name in (("3", "Ben Marsh"), ("4", "Carla Marsh"), ("5", "")):
        world.card(key, name, phones=["+12025550100"])
    assert len(world.resolve()) == 5
    assert not world.together(one, two)


def test_name_alone_is_only_asked(world):
    """Two cards with nothing in common but the name are proposed, never joined."""
    world.card("1", "Ana Okafor", emails=["ana@example.com"])
    world.card("2", "Ana Okafor", emails=["okafor@example.org"])
    assert len(world.resolve()) == 2
    assert world.rows("select rule, band from people.match_candidates") == [
        ("same_name", "review")
    ]


def test_name_and_organisation_join(world):
    """A nickname at the same company, written in another legal form, joins."""
    one = world.card("1", "Robert Smith", organisation="Acme Ltd.")
    two = world.card("2", "Smith, Bob", organisation="ACME")
    world.resolve()
    assert world.together(one, two)


def test_colleagues_of_one_name_are_asked_about(world):
    """Two mailboxes at one employer speak against one name there: no join, a question.

    What only one human has, as a mobile, joins them all the same.
    """
    fields = {"organisation": "Acme Ltd"}
    one = world.card("1", "Ana Okafor", emails=["ana@acme.example.com"], **fields)
    two = world.card("2", "Ana Okafor", emails=["a.okafor@acme.example.com"], **fields)
    assert len(world.resolve()) == 2
    bands = world.rows("select band, evidence from people.match_candidates")
    assert ("review", True) in [(band, "mailbox" in why) for band, why in bands]
    world.records[0]["phones"] = world.records[1]["phones"] = ["+12025550101"]
    world.resolve()
    assert world.together(one, two)


def test_two_address_books_that_hold_two_are_believed(world):
    """A father and a son on one line, each in two books by his own mailbox: asked."""
    line = ["+12025550101"]
    for book in ("google", "carddav"):
        world.card("1", "John Marsh", book, emails=["a@example.com"], phones=line)
        world.card("2", "John Marsh", book, emails=["b@example.org"])
    world.resolve()
    assert len(world.resolve()) == 2
    world.card("3", "John Marsh", "outlook", emails=["b@example.org"], phones=line)
    assert len(world.resolve()) == 2
    bands = world.rows("select band, evidence from people.match_candidates")
    assert ("review", True) in [
        (band, "keeps them apart" in why) for band, why in bands
    ]


def test_shared_phone_with_equal_name_joins(world):
    """At a switchboard, the same full name twice is one human."""
    one = world.card("1", "Ana Okafor", phones=["+12025550100"])
    two = world.card("2", "Okafor, Ana", phones=["+12025550100"])
    other = world.card("3", "Ben Lund", phones=["+12025550100"])
    world.resolve()
    assert world.together(one, two)
    assert not world.together(one, other)


def test_bridge_of_two_names_is_refused(world):
    """A nameless record holding two people's addresses joins only one of them."""
    one = world.card("1", "Ana Okafor", emails=["ana@example.com"])
    two = world.card("2", "Ben Lund", emails=["ben@example.com"])
    world.card("3", "", emails=["ana@example.com", "ben@example.com"])
    world.resolve()
    assert not world.together(one, two)
    assert world.rows("select why from people.refused") == [("their names conflict",)]


def test_organisation_card_stays_apart(world):
    """The company's own card does not swallow an employee with its number."""
    world.card("1", "Acme Ltd", phones=["+12025550100"], kind="organisation")
    world.card("2", "Ana Okafor", phones=["+12025550100"])
    assert len(world.resolve()) == 2


def test_size_cap_refuses(new_world):
    """No person grows past the cap; the refusal is kept."""
    from flows.settings import Resolve

    world = new_world(limits=Resolve(max_records=2))
    for key in "123":
        world.card(key, "Ana Okafor", emails=["ana@example.com"])
    assert len(world.resolve()) == 2
    assert world.rows("select distinct why from people.refused") == [
        ("together more than 2 records",)
    ]


def test_same_profile_joins(world):
    """One profile page written in two ways joins; a company's home page does not."""
    one = world.card("1", "Ana Okafor", urls=["https://www.linkedin.com/in/ana-o/"])
    two = world.card("2", "A. Okafor", urls=["linkedin.com/in/ana-o?trk=x"])
    world.card("3", "Ana Lund", urls=["https://example.com"])
    world.card("4", "Ana Lund", urls=["example.com"], birthday="1980-01-01")
    world.resolve()
    assert world.together(one, two)
