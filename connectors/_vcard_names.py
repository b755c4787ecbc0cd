"""Which property of a card means what, vendors' own names included."""

from __future__ import annotations

# properties a contact record has no room for, or that say nothing of the person
_IGNORED = """
    begin end version prodid profile source name xml clientpidmap class mailer
    created sort-string sort-as lang language tz geo gender grammargender pronouns
    label photo logo sound key birthplace deathplace calendar
    caluri caladruri fburl member org-directory contact-uri
    jsprop x-ablabel x-abadr x-abuid x-abshowas x-abactivity-alert
    x-addressbookserver-kind x-addressbookserver-member x-phonetic-org x-gender
    x-wab-gender x-evolution-file-as x-evolution-books-uid
    x-evolution-video-url x-evolution-callback x-evolution-office x-file-as
    x-kaddressbook-x-imaddress
    x-ms-cardpicture x-ms-text x-sort-string x-class x-reduction x-no x-gno x-gn
    x-accesskey x-custom1 x-custom2 x-custom3 x-custom4 x-account x-timestamp
    x-calendar-uri x-initials x-attribute x-generator x-syncml
"""
IGNORED = frozenset(_IGNORED.split())
IGNORED_FAMILIES = (
    "x-irmc-", "x-synthesis-", "x-ms-ol-", "x-ms-exch", "x-apple-", "x-mozilla-",
    "x-image", "x-crypto", "x-radicale", "x-thunderbird", "x-kaddressbook-crypto",
    "x-kaddressbook-openpgp", "x-evolution-list", "x-evolution-ui", "x-funambol",
    "x-nextcloud", "x-oc-", "x-wab-", "x-lotus-", "x-gw", "x-palm", "x-pilot",
    "x-shared-photo", "x-sogo", "x-zarafa", "x-egroupware",
)  # fmt: skip

# a property holding one messenger's handle: the service it belongs to
MESSENGERS = {
    "x-aim": "aim", "x-icq": "icq", "x-jabber": "xmpp", "x-msn": "msn",
    "x-yahoo": "yahoo", "x-skype": "skype", "x-skype-username": "skype",
    "x-google-talk": "xmpp", "x-gtalk": "xmpp", "x-qq": "qq", "x-gadugadu": "gadugadu",
    "x-groupwise": "groupwise", "x-sip": "sip", "x-netmeeting": "netmeeting",
    "x-ms-imaddress": "im", "x-kaddressbook-x-imaddress": "im", "x-twitter": "twitter",
    "x-telegram": "telegram", "x-matrix": "matrix", "x-signal": "signal",
    "x-whatsapp": "whatsapp", "x-linkedin": "linkedin", "x-facebook": "facebook",
    "x-mastodon": "mastodon", "x-irc": "irc", "x-evolution-sip": "sip",
    "x-evolution-matrix": "matrix", "x-threema": "threema", "x-discord": "discord",
    "x-google-hangouts": "hangouts", "x-hangouts": "hangouts", "x-wechat": "wechat",
    "x-line": "line", "x-viber": "viber", "x-instagram": "instagram",
    "x-github": "github", "x-xing": "xing",
}  # fmt: skip

# a property holding an official number of one human: kept as a handle, so that it
# identifies; which authority gave it is said by few
NUMBERS = {
    "x-social": "social", "x-social-number": "social", "x-ssn": "social",
    "x-social-security-number": "social", "x-national-id": "social",
}  # fmt: skip

# a property naming somebody related: how
RELATIONS = {
    "x-spouse": "spouse", "x-evolution-spouse": "spouse", "x-ms-spouse": "spouse",
    "x-kaddressbook-x-spousesname": "spouse", "x-manager": "manager",
    "x-evolution-manager": "manager", "x-ms-manager": "manager",
    "x-kaddressbook-x-managersname": "manager", "x-assistant": "assistant",
    "x-evolution-assistant": "assistant", "x-ms-assistant": "assistant",
    "x-kaddressbook-x-assistantsname": "assistant", "x-ms-child": "child",
    "x-children": "child", "x-referred-by": "referred by",
    "x-referredby": "referred by", "x-met-through": "met through",
    "x-introduced-by": "introduced by", "x-wab-spouse-name": "spouse",
}  # fmt: skip

# Android's numbers for a relation
ANDROID_RELATIONS = (
    "related", "assistant", "brother", "child", "partner", "father", "friend",
    "manager", "mother", "parent", "partner", "referred by", "relative", "sister",
    "spouse",
)  # fmt: skip

URLS = ("url", "x-evolution-blog-url", "x-kaddressbook-blogfeed", "x-homepage")
ANNIVERSARIES = ("anniversary", "x-anniversary", "x-evolution-anniversary",
                 "x-kaddressbook-x-anniversary", "x-ms-anniversary")  # fmt: skip
PHONETIC = ("x-phonetic-first-name", "x-phonetic-middle-name",
            "x-phonetic-last-name")  # fmt: skip
# what somebody likes and knows, which is noted under a word of its own
LIKINGS = {"hobby": "hobby", "interest": "interest", "expertise": "expertise"}
# days with a name of their own
DAYS = {"deathdate": "died", "x-evolution-deathdate": "died"}
DEPARTMENTS = ("x-department", "x-kaddressbook-x-department", "x-ms-department")

_MAPPED = """
    fn n nickname email tel url org title role bday adr categories note related
    x-abrelatednames impp socialprofile x-socialprofile rev uid kind agent
    x-android-custom x-abdate x-maidenname
"""
MAPPED = frozenset(_MAPPED.split()) | {
    *MESSENGERS, *NUMBERS, *RELATIONS, *URLS, *DAYS, *LIKINGS, *DEPARTMENTS,
    *ANNIVERSARIES, *PHONETIC,
}  # fmt: skip

KNOWN = MAPPED | IGNORED

# what KIND says, in this project's words
KINDS = {
    "org": "organisation",
    "organization": "organisation",
    "group": "list",
    "location": "resource",
    "device": "resource",
    "application": "resource",
}


INDIVIDUALS = {"", "individual", "person"}
# Google's word for every contact that somebody keeps
NO_GROUP = {"mycontacts", "* mycontacts"}


def is_known(name: str) -> bool:
    """Whether a lower-case property is mapped, or ignored by name."""
    return name in KNOWN or name.startswith(IGNORED_FAMILIES)
