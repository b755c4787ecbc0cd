"""Train the model of evidence on an invented address book whose truth is known.

    make train-linkage

Writes flows/resolve/model.json: what each agreement and disagreement weighs. m is
counted over the true pairs, u over pairs of different people drawn at random
(Fellegi and Sunter 1969). Never part of a night; look at what changed and commit it.
"""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

from _linkage import fill, opened, prepare

from flows import warehouse
from flows.resolve import evidence
from flows.settings import Home

RECORDS, SEED = 40_000, 7
NO_LIST = "len({0}_l) = 0 or len({0}_r) = 0"
SHARED = "list_has_any({0}_l, {0}_r)"
SLIP = (
    "least(length({0}_l), length({0}_r)) >= 4 and damerau_levenshtein({0}_l, {0}_r) = 1"
)
# seven digits are another's by chance, and but for a slip
CHANCE = {"number": 1e-7, "number but for a slip": 7e-6}
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


def comparisons() -> list[dict[str, Any]]:
    """What is compared, and which levels of likeness there are, likest first."""
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
        _list("e-mail", "emails"),
        _list("phone", "phones"),
        _list("family line", "lines"),
        _list("employer", "employers"),
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


def settings() -> dict[str, Any]:
    """The model before it has learnt anything, as Splink reads it."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 1e-4,
        "comparisons": comparisons(),
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.blocks = r.blocks", "arrays_to_explode": ["blocks"]}
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def train() -> dict[str, Any]:
    """The trained model as Splink saves it, and how many records taught it."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        fill(home, RECORDS, SEED)
        prepare(home, home.path / "work.duckdb")
        con = opened(home, home.path / "work.duckdb")
        warehouse.run_floor(con, "3_matches")
        con.execute(
            """
            create or replace table labelled as
            select evidence.*, truth.human
            from matches.evidence as evidence
            inner join raw.truth as truth on truth.record_id = unique_id
            """
        )
        records, pairs = con.execute(
            """
            select sum(n)::double, (sum(n * (n - 1)) / 2)::double
            from (select human, count(*) as n from labelled group by 1)
            """
        ).fetchall()[0]
        con.execute(
            "create table strangers as from labelled "
            "qualify row_number() over (partition by human order by unique_id) = 1"
        )
        api = DuckDBAPI(con)
        linker = Linker(api.register("labelled"), settings(), log_level=None)
        linker.training.estimate_m_from_label_column("human")
        model = linker.misc.save_model_to_json()
        linker = Linker(api.register("strangers"), settings(), log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=SEED)
        apart = linker.misc.save_model_to_json()
        for known, unknown in zip(
            model["comparisons"], apart["comparisons"], strict=True
        ):
            levels = known["comparison_levels"]
            for level, other in zip(levels, unknown["comparison_levels"], strict=True):
                level["u_probability"] = other.get("u_probability")
            _smooth(levels)
        model["probability_two_random_records_match"] = pairs / (
            records * (records - 1) / 2
        )
        model["trained_on_records"] = int(records)
        del model["linker_uid"]  # another at each training
        con.close()
    return model


def _smooth(levels: list[dict[str, Any]]) -> None:
    """What the training never met is rare, not impossible; shares add up to 1.

    What is most unlike never speaks for one human, however rare it is.
    """
    for level in levels:
        if level.get("is_null_level"):
            level.pop("u_probability", None)
    told = [level for level in levels if not level.get("is_null_level")]
    last = len(told) - 1
    unlike = 0.02 * (told[last].get("u_probability") or 0)
    for share, least, least_unlike in (
        ("m_probability", 0.005, unlike),
        ("u_probability", 3e-6, 3e-6),
    ):
        kept = [
            max(level.get(share) or 0, least if place < last else least_unlike)
            for place, level in enumerate(told)
        ]
        if share == "u_probability":
            kept = [
                CHANCE.get(level["label_for_charts"], value)
                for level, value in zip(told, kept, strict=True)
            ]
        for level, value in zip(told, kept, strict=True):
            level[share] = float(f"{value / sum(kept):.6g}")


def main() -> None:
    """Train and write the file."""
    model = train()
    text = json.dumps(model, indent=1, ensure_ascii=False)
    evidence.MODEL.write_text(text + "\n", encoding="utf-8")
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                print(
                    f"{level['label_for_charts']:32}"
                    f"{level.get('m_probability', 0):10.6f}"
                    f"{level.get('u_probability', 0):12.8f}"
                )


if __name__ == "__main__":
    main()
