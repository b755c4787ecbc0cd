"""The words names are made of, beside the names themselves.

All keys are as `anyascii` and lower case leave them, without dots.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


PREFIXES = words(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr hon capt
    captain col gen lt maj sgt herr frau dipl-ing diplom-ing ing lic dott dottssa sr dra
    sra srta don dona mme mlle m me mag pd phdr mudr mgr bc judr gospodin gospozha shri
    smt
    """
)
GENERATIONS = {
    "jr": "jr",
    "junior": "jr",
    "jnr": "jr",
    "sr": "sr",
    "senior": "sr",
    "snr": "sr",
    "ii": "ii",
    "2nd": "ii",
    "iii": "iii",
    "3rd": "iii",
    "iv": "iv",
}
CREDENTIALS = words(
    """
    phd dphil md mba bsc msc ba bs ma beng meng llb llm jd esq cpa cfa cfp pmp pe rn dds
    dvm do edd psyd mph mpa mfa frcs mbbs facp cissp csm shrm-cp sphr phr acca ca obe
    mbe cbe kc qc ret dr-ing mcp ccie itil prince2 leed gmbh-cert
    """
)
# As written, in lower case: Tia is a name, tía an aunt.
KINSHIP = words(
    """
    mum mom mama mamá mami mommy mummy mother mutti mamma maman dad daddy papa papá papi
    father vati tía tío aunt auntie uncle tante onkel grandma grandpa granny abuela
    abuelo oma opa nonna nonno hermano hermana brother sister bruder schwester frère
    soeur sœur cousin cousine hijo hija wife husband marido мама папа бабушка дедушка
    """
)
# What phone books put behind a name.
LABELS = words(
    """
    casa movil mobil mobile home cell work trabajo fijo privat arbeit dom hr ice new
    nuevo neu old
    """
)
PARTICLES = words(
    """
    van von der den de del della dello di da do dos das du la le las los lo bin ibn
    binti al el ter ten te zu zum zur af av st san santa y e i ap op 't het vom
    """
)
# Two-character Chinese family names; all others have one.
COMPOUND_HAN = words(
    """
    欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 独孤 獨孤 南宫 南宮 夏侯
    皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 长孙 長孫 宇文 轩辕 軒轅 端木 百里
    """
)
# Words that make a shown name an organisation's or a mailbox's, never a human's.
ORGANISATION_WORDS = words(
    """
    inc ltd llc gmbh plc corp corporation company limited bv oy ab ag kg sas sarl srl
    spa pty pvt llp team support sales info service services newsletter newsletters
    notification notifications department dept office admin administrator reception
    noreply no-reply mailer bot helpdesk desk customer care billing accounts payroll
    recruiting recruitment careers jobs marketing events news alerts webmaster
    university college school institute foundation association committee club hospital
    bank hotel restaurant clinic group council ministry agency society church library
    """
)
RUSSIAN_FAMILY_ENDINGS = (
    "ov", "ova", "ev", "eva", "yov", "skiy", "skaya", "skij", "sky", "skyi", "tskiy",
    "enko", "chuk", "shvili", "dze", "yan", "ykh", "ikh", "ina", "in",
)  # fmt: skip
PATRONYMIC_ENDINGS = ("ovich", "evich", "ich", "ovna", "evna", "ichna", "inichna")
# First: the formal form other spellings and short forms stand for.
GIVEN_FORMS = """
aleksandr alexander alexandr oleksandr sasha shura sanya alex
aleksandra alexandra oleksandra sasha shura sanya alex
aleksey alexey alexei aleksei oleksiy lesha lyosha alyosha
anastasiya anastasia anastasiia nastya
andrey andrei andriy andrew andryusha
anna anya anja anechka
boris borya
valentin valya
valentina valya
valeriy valery valera
vasiliy vasily vasyl vasya
viktor victor vitya
viktoriya viktoria victoria vika
vladimir volodymyr vova volodya vlad
vladislav vlad slava
vyacheslav viacheslav slava
galina halyna galya
georgiy georgy georgii gosha zhora
grigoriy grigory grisha
dariya daria darya dasha
denis denys
dmitriy dmitry dmitri dmytro dima mitya
evgeniy evgeny yevgeny eugene zhenya yevhen
evgeniya yevgenia evgenia zhenya
ekaterina yekaterina kateryna katya katia
elena yelena olena lena helen
elizaveta yelizaveta liza
ivan vanya
igor ihor
ilya ilia illya
irina iryna ira
konstantin kostya konstantyn
kseniya ksenia xenia ksyusha
larisa larysa lara
leonid lyonya lenya
lyudmila ludmila liudmyla lyuda luda
lyubov liubov lyuba
maksim maxim maksym max
mariya maria mariia masha marusya
mikhail mikhailo mykhailo misha michael
nadezhda nadiya nadya
nataliya natalya natalia nataliia natasha nata
nikita nikyta
nikolay nikolai mykola kolya
oksana ksyusha
oleg oleh
olga olha olya
pavel pavlo pasha
pyotr petr petro petya
polina polya
roman roma
svetlana svitlana sveta
semyon semen syoma
sergey sergei serhiy seryozha serezha
sofiya sofia sonya
stanislav stas slava
stepan styopa
tatyana tatiana tetiana tanya
timofey timofei tima
fyodor fedor fedya
yuliya yulia iuliia julia yulya
yuriy yury yuri iurii yura
yakov yasha
yaroslav slava yarik
francisco paco pancho curro fran
jose pepe
josefa pepa
dolores lola
concepcion concha conchita
ignacio nacho
enrique quique kike
eduardo edu
guillermo memo guille
guadalupe lupe lupita
jesus chuy
alejandro alex ale
alejandra alex ale
antonio tono toni
rafael rafa
manuel manolo manu
isabel isa chabela
maria mari
mercedes merche
montserrat montse
rosario charo
teresa tere
beatriz bea
cristina cris
daniel dani
fernando fer nando
gabriel gabi
javier javi
joaquin quino
luis lucho
miguel migue
patricia patri
ricardo richi
roberto beto
santiago santi
vicente chente
johannes hannes hans jo
hans-peter hape
friedrich fritz
heinrich heinz heiner
wilhelm willi willy
karl-heinz kalle
ludwig lutz
matthias matze mathias
michael michi micha
sebastian basti
stefan steffen stephan
thomas tom
tobias tobi
andreas andi andy
alexander alex
benjamin benni
christian chris
christoph chris
dominik domi
florian flo
franziska franzi
friederike rike
gabriele gabi
johanna hanna
josef sepp
katharina kathi katja
magdalena lena
helena lena
margarete grete gretel
maximilian max maxi
nikolaus klaus
susanne susi
theresa resi
ulrich uli
ulrike uli rike
ursula uschi
wolfgang wolf
""".strip()
