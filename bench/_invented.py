"""The words an invented address book is made of: names, towns, streets, trades."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


# formal name and what friends make of it
GIVEN = [
    line.split()
    for line in """
    james jim jimmy;robert bob rob;michael mike;william bill will;david dave;
    richard rick dick;joseph joe;thomas tom;charles charlie chuck;daniel dan danny;
    matthew matt;anthony tony;steven steve;andrew andy drew;kenneth ken;joshua josh;
    edward ed ted;ronald ron;timothy tim;jeffrey jeff;nicholas nick;jonathan jon;
    samuel sam;benjamin ben;gregory greg;alexander alex;patrick pat;frank;raymond ray;
    jack;dennis;jerry;tyler;aaron;henry hank;douglas doug;peter pete;adam;nathan nate;
    zachary zach;walter walt;kyle;harold harry;carl;arthur art;lawrence larry;albert al;
    mary molly;patricia pat patty;jennifer jen jenny;linda;elizabeth liz beth betty;
    barbara barb;susan sue;jessica jess;sarah;karen;nancy;lisa;margaret peggy maggie;
    sandra sandy;ashley;kimberly kim;emily;donna;michelle shelly;carol;amanda mandy;
    melissa;deborah debbie deb;stephanie steph;rebecca becky;laura;sharon;
    cynthia cindy;kathleen kathy;amy;angela angie;anna;pamela pam;nicole nicky;
    samantha sam;katherine kate kathy;christine chris;helen;rachel;carolyn;
    catherine cathy;maria;heather;diane;julie;olivia;joyce;victoria vicky;kelly;
    christina tina;lauren;joan;evelyn;martha;andrea;hannah;jacqueline jackie;teresa;
    gloria;sofia;carmen;lucia;elena;pablo;diego;javier;carlos;luis;jorge;miguel;
    hans;klaus;jurgen;stefan;wolfgang;heike;ingrid;petra;giulia;marco;luca;paolo;
    pierre;jean;claire;camille;amelie;priya;anil;ravi;sunita;fatima;omar;yusuf;amara;
    """.replace("\n", " ").split(";")
    if line.strip()
]
FAMILY = _words(
    """
    smith johnson williams brown jones garcia miller davis rodriguez martinez
    hernandez lopez gonzalez wilson anderson thomas taylor moore jackson martin lee
    perez thompson white harris sanchez clark ramirez lewis robinson walker young
    allen king wright scott torres nguyen hill flores green adams nelson baker hall
    rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker
    cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez
    ortiz morgan cooper peterson bailey reed
    """
)
# the same human, written in two scripts
TWO_SCRIPTS = [
    ("Sergey", "Ivanov", "Сергей", "Иванов"),
    ("Dmitry", "Petrov", "Дмитрий", "Петров"),
    ("Olga", "Smirnova", "Ольга", "Смирнова"),
    ("Natalia", "Volkova", "Наталия", "Волкова"),
    ("Andrey", "Sokolov", "Андрей", "Соколов"),
    ("Zoe", "Muller", "Zoë", "Müller"),
    ("Jose", "Nunez", "José", "Núñez"),
    ("Francois", "Lefevre", "François", "Lefèvre"),
    ("Soren", "Norgaard", "Søren", "Nørgaard"),
    ("Wei", "Chen", "伟", "陈"),
    ("Xiaoming", "Wang", "小明", "王"),
    ("Kenji", "Tanaka", "健二", "田中"),
]
ONSETS = _words(
    """
    b br c ch d dr f g gr h j k kl l m n p pr r s sch sk st t tr v w z
    """
)
VOWELS = _words("a e i o u ai ei ou")
CODAS = _words("n r s ld rt nn ck mann berg ston ley ski sen ton field er o")
TRADES = _words(
    """
    Works Labs Partners Foods Motors Press Textiles Energy Media Bank
    """
)
HAN = 0x3000
FORMS = ["", "", " Inc.", " Ltd", " LLC", " GmbH", " Corp."]
FREE = ["gmail.com"] * 5 + ["outlook.com", "yahoo.com", "icloud.com", "gmx.net"]
ROLES = ["info", "sales", "office", "support", "contact"]
CITIES = [
    f"{where} {start}{end}".strip()
    for where in ("", "North", "South", "Lake", "Fort", "New")
    for start in ("Ash", "Brook", "Clear", "Glen", "Green", "Hazel", "Oak", "Stone")
    for end in ("ville", "field", "haven", "port", "wood", "dale", "ham", "burg")
]
STREETS = _words(
    """
    Oak Elm Maple Cedar Main Park Hill Lake River Mill Church School Walnut Chestnut
    Spruce Washington Lincoln Jefferson Madison Highland Sunset Meadow Forest Spring
    Bridge Union Prospect Liberty Franklin Jackson Center Valley Willow Dogwood Locust
    Cherry Poplar Summit Railroad Market Grove Ridge Pleasant Holly Hickory Laurel
    """
)
WAYS = _words("St Ave Rd Lane Drive Court")
