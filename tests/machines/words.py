"""Names, addresses and phrases of one language, drawn with a seed."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20261122
PROVIDERS = ("post.example.org", "mailbox.example.net", "inbox.example.com")
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_LETTERS = {"ł": "l", "ö": "oe", "ü": "ue", "ä": "ae", "ß": "ss", "ø": "o", "&": ""}


@dataclass(frozen=True)
class Name:
    """A person's name, as shown and as spelt in addresses."""

    given: str
    family: str
    given_latin: str
    family_latin: str
    full: str


@dataclass(frozen=True)
class Row:
    """One sender of the fixture; see README.md for the columns."""

    label: str
    sort: str
    language: str
    name: str
    address: str
    talk: str = ""
    to: str = ""
    subjects: str = ""
    headers: str = ""
    meetings: int = 0
    card: int = 0


class Words:
    """One language's words; every full name and address is given out once."""

    def __init__(self, language: str) -> None:
        with (HERE / "phrases.toml").open("rb") as file:
            self.said = tomllib.load(file)[language]
        self.language = language
        # the same rows again, not secrets
        self.rng = random.Random(f"{SEED} {language}")  # noqa: S311
        said = self.said
        self.names = [
            (given, last) for given in said["given"] for last in said["family"]
        ]
        self.rng.shuffle(self.names)
        self.taken: set[str] = set()

    def name(self) -> Name:
        """A name nobody else has."""
        given, family = self.names.pop()
        full = family + given if self.language == "zh" else f"{given} {family}"
        return Name(given, family, self.slug(given), self.slug(family), full)

    def slug(self, text: str) -> str:
        """A name or brand in the letters addresses have."""
        if text in self.said.get("latin", {}):
            return str(self.said["latin"][text])
        lower = "".join(
            _RUSSIAN.get(letter, _LETTERS.get(letter, letter))
            for letter in text.lower()
        )
        plain = unicodedata.normalize("NFKD", lower)
        return "".join(
            letter for letter in plain if letter.isascii() and letter.isalnum()
        )

    def brand(self) -> tuple[str, str]:
        """A firm and its domain."""
        brand = self.pick("brands")
        top = self.rng.choice(("com", "org", "net"))
        return brand, f"{self.slug(brand)}.example.{top}"

    def pick(self, key: str) -> str:
        return str(self.rng.choice(self.said[key]))

    def several(self, key: str, most: int) -> str:
        """Some of the phrases, as the column `subjects` has them."""
        known = list(self.said[key])
        count = min(len(known), most)
        return " | ".join(self.rng.sample(known, count))

    def address(self, local: str, domain: str) -> str:
        """local@domain, or a host below the domain where that is taken."""
        for host in ("", "mail.", "m.", "e.", "post.", "app.", "my.", "eu.", "go."):
            address = f"{local}@{host}{domain}"
            if address not in self.taken:
                self.taken.add(address)
                return address
        return self.address(f"{local}{self.rng.randint(2, 99)}", domain)

    def own_address(self, name: Name) -> str:
        """An address of a person's own, as people choose them."""
        given, family = name.given_latin, name.family_latin
        local = self.rng.choice(
            (
                f"{given}.{family}",
                f"{given}.{family}",
                f"{given[0]}.{family}",
                f"{given}{family}",
                f"{family}.{given}",
                f"{given}_{family}",
                f"{given}{self.rng.randint(61, 99)}",
                f"{given[0]}{family}",
                given,
            )
        )
        firm = f"{self.slug(self.pick('brands'))}.example.com"
        return self.address(local, self.rng.choice((*PROVIDERS, firm)))

    def hexadecimal(self, digits: int) -> str:
        return "".join(self.rng.choice("0123456789abcdef") for _ in range(digits))
