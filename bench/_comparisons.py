"""What is compared of two records, and which levels of likeness there are."""

from __future__ import annotations

from typing import Any

Comparison = dict[str, Any]

NO_LIST = "len({0}_l) = 0 or len({0}_r) = 0"
SHARED = "list_has_any({0}_l, {0}_r)"
SLIP = (
    "least(length({0}_l), length({0}_r)) >= 4 and damerau_levenshtein({0}_l, {0}_r) = 1"
)
COMMON = "len(list_intersect(address_words_l, address_words_r))"
FEWEST = "least(len(address_words_l), len(address_words_r))"
STREET = "len(list_intersect(street_parts_l, street_parts_r))"
SHORTER = "least(len(street_parts_l), len(street_parts_r))"
PLACE = (
    "city_l = city_r or jaro_winkler_similarity(city_l, city_r) >= 0.85 "
    "or damerau_levenshtein(postcode_l, postcode_r) <= 1"
)
DAYS = "replace(birthday_l, '-', ''), replace(birthday_r, '-', '')"
TURNED = (
    "left(birthday_l, 4) = left(birthday_r, 4) and "
    "substr(birthday_l, 6, 2) = right(birthday_r, 2) and "
    "right(birthday_l, 2) = substr(birthday_r, 6, 2)"
)


def comparisons() -> list[Comparison]:
    """Every comparison as Splink reads it, its levels the likest first."""
    return [
        *_names(),
        _list("e-mail", "emails"),
        _list("phone", "phones"),
        _list("family line", "lines"),
        _list("employer", "employers"),
        *_private(),
    ]


def _names() -> list[Comparison]:
    return [
        _comparison(
            "family name",
            "family_key_l is null or family_key_r is null "
            "or (script_l = 'cjk') != (script_r = 'cjk')",
            _level("family name", "family_key_l = family_key_r", "family_key"),
            _level("one slip in the family name", SLIP.format("family_key")),
            _level(
                "names turned round",
                "family_key_l = given_key_r and given_key_l = family_key_r",
            ),
            _level(
                "one name for the other",
                "family_key_l = given_key_r or given_key_l = family_key_r",
            ),
            _level(
                "a like family name",
                "list_has_any(string_split(family_key_l, ' '), "
                "string_split(family_key_r, ' ')) "
                "or jaro_winkler_similarity(family_key_l, family_key_r) >= 0.85",
            ),
            _level("another family name"),
        ),
        _comparison(
            "given name",
            "given_key_l is null or given_key_r is null "
            "or (script_l = 'cjk') != (script_r = 'cjk')",
            _level(
                "given name",
                "given_key_l = given_key_r and length(given_key_l) > 1",
                "given_key",
            ),
            _level("one given name's short form", SHARED.format("given_keys")),
            _level(
                "initial",
                "least(length(given_key_l), length(given_key_r)) = 1 "
                "and left(given_key_l, 1) = left(given_key_r, 1)",
            ),
            _level("one slip in the given name", SLIP.format("given_key")),
            _level(
                "a like given name",
                "given_key_l = family_key_r or given_key_r = family_key_l "
                "or jaro_winkler_similarity(given_key_l, given_key_r) >= 0.85",
            ),
            _level("another given name"),
        ),
        _comparison(
            "generation",
            "generation_l is null and generation_r is null",
            _level("generation", "generation_l = generation_r"),
            _level(
                "only one has a generation",
                "generation_l is null or generation_r is null",
            ),
            _level("another generation"),
        ),
    ]


def _private() -> list[Comparison]:
    """What few sources say, and what then says much."""
    return [
        _comparison(
            "birthday",
            "birthday_l is null or birthday_r is null",
            _level("birthday", "birthday_l = birthday_r", "birthday"),
            _level(
                "birthday but for a slip",
                f"damerau_levenshtein({DAYS}) = 1 and (hamming({DAYS}) = 2 "
                f"or left(birthday_l, 4) = left(birthday_r, 4)) or ({TURNED})",
            ),
            # which a father and a son may have
            _level(
                "birthday but for a slip in the year",
                f"damerau_levenshtein({DAYS}) = 1",
            ),
            _level("another birthday"),
        ),
        _comparison(
            "address",
            NO_LIST.format("address_words"),
            _level(
                "address",
                f"{COMMON} >= 3 and {COMMON} >= 0.8 * {FEWEST} or {SHORTER} >= 8 and "
                f"{STREET} >= 0.8 * {SHORTER} and ({PLACE})",
            ),
            _level(
                "a like address",
                f"{SHORTER} >= 5 and {STREET} >= 0.6 * {SHORTER} and ({PLACE})",
            ),
            _level("city", "city_l = city_r or postcode_l = postcode_r"),
            _level("another address"),
        ),
        _comparison(
            "number",
            NO_LIST.format("numbers"),
            _level("number", SHARED.format("numbers")),
            _level(
                "number but for a slip",
                "damerau_levenshtein(numbers_l[1], numbers_r[1]) = 1",
            ),
            _level("another number"),
        ),
    ]


def _list(name: str, column: str) -> dict[str, Any]:
    return _comparison(
        name,
        NO_LIST.format(column),
        _level(name, SHARED.format(column)),
        _level(f"another {name}"),
    )


def _comparison(name: str, unknown: str, *levels: dict[str, Any]) -> dict[str, Any]:
    nothing = {
        "sql_condition": unknown,
        "label_for_charts": f"{name} unknown",
        "is_null_level": True,
    }
    column = name.replace(" ", "_").replace("-", "")
    return {"output_column_name": column, "comparison_levels": [nothing, *levels]}


def _level(says: str, condition: str = "ELSE", rarity: str = "") -> dict[str, Any]:
    """rarity: the column of which a rare value weighs more than a common one."""
    level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": says}
    if rarity:
        level |= {
            "tf_adjustment_column": rarity,
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": 1e-5,
            "disable_tf_exact_match_detection": True,
        }
    return level
