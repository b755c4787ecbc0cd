"""What one home tells of one human, in books that hold families and in those without.

A father and a son may have one name and one home, twins one birthday and one home.
How likely that is, the books tell themselves: how many pairs at one home are surely
two of a family, and how often one human's name or number is wrong. A register of
single people has no fathers and sons; an address book of families asks its owner.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# how sure a name and a home can make us, where the books tell nothing of families
HOUSEHOLD = 0.9
# what a whole family shares; by these alone a father is his son
SHARED = ("family_name", "given_name", "generation", "address", "family_line")
# of two of a family, how often they have one name, or are twins
ONE_NAME, TWINS = 0.03, 0.015
# as many pairs of a family as books may hold that show none: the rule of three
UNSEEN = 3
# bits: two of a family have names a letter apart more easily than one mistypes his
ONE_LETTER = -3
_SLIP = "one slip in the given name"
_ONE_GIVEN_NAME = f"('given name', 'one given name''s short form', '{_SLIP}')"
_ONE_FAMILY_NAME = "('family name', 'one slip in the family name')"


class Odds(NamedTuple):
    """log2 of the odds of one human behind two records of one family and one home.

    one_name: against a father and a son; one_birthday: where the given name is
    another, against twins.
    """

    one_name: float
    one_birthday: float


def odds(con: Connection) -> Odds:
    """What matches.homes has counted, as odds.

    A wrong name and a wrong number come together as often as chance makes it.
    """
    one, kin, alike, number, given = con.execute(
        "select one, kin, alike, other_number, other_given from matches.homes"
    ).fetchall()[0]
    families = UNSEEN + kin
    known = UNSEEN * ONE_NAME * HOUSEHOLD / (1 - HOUSEHOLD)
    mistakes = number * given / max(alike, 1)
    return Odds(
        math.log2((known + one) / (families * ONE_NAME)),
        math.log2(max(mistakes, 1e-9) / (families * TWINS)),
    )


def bits_of_one_name(known: Odds, telling: float, others: str) -> str:
    """SQL: bits for one human where name and home are one; 0 where they are not.

    telling: the bits an address needs; others: SQL, what all else weighs.
    """
    return f"""
        if(
            mw_address > {telling}
            and mw_generation >= 0
            and says_given_name in {_ONE_GIVEN_NAME}
            and says_family_name in {_ONE_FAMILY_NAME},
            {known.one_name!r} + {others}
            + if(says_given_name = '{_SLIP}', {ONE_LETTER}, 0),
            0
        )
    """


def is_mistaken(known: Odds, telling: float, enough: float) -> str:
    """SQL: whether another given name is a mistake, and no twin's.

    telling: the bits that birthday and address need; enough: the bits of a join.
    """
    if known.one_birthday < enough:
        return "false"
    return (
        f"(least(mw_birthday, mw_address) > {telling} and mw_given_name < 0 "
        f"and says_family_name in {_ONE_FAMILY_NAME})"
    )
