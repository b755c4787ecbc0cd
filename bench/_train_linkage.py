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

from _comparisons import comparisons
from _linkage import fill, opened, prepare

from flows import warehouse
from flows.resolve import evidence
from flows.settings import Home

RECORDS, SEED = 40_000, 7
# seven digits are another's by chance, and but for a slip
CHANCE = {"number": 1e-7, "number but for a slip": 7e-6}


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
