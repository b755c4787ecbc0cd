"""Splink on our normalised values, with settings as its own guides write them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_FRAME = """
    create or replace table splink_input as
    select
        records.record_id as unique_id,
        nullif(full_key, '') as full_name,
        nullif(given_keys[1], '') as given,
        nullif(family_key, '') as family,
        organisation_key as organisation,
        nullif(records.birthday, '') as birthday,
        nullif(cards.city, '') as city,
        carried.emails[1] as email,
        carried.phones[1] as phone,
        coalesce(carried.emails, []) as emails,
        coalesce(carried.phones, []) as phones,
    from matches.records as records
    inner join staging.contact_records as cards using (record_id)
    left join (
        select
            record_id,
            list(value order by value) filter (kind = 'email') as emails,
            list(value order by value) filter (kind = 'phone') as phones,
        from matches.record_identifiers
        group by 1
    ) as carried using (record_id)
"""


def frame(con: Connection) -> None:
    """The table Splink reads, of the same values all sides have."""
    from flows import warehouse

    warehouse.run_floor(con, "3_matches")
    con.execute(_FRAME)


def predicted(con: Connection) -> list[tuple[str, str, float]]:
    """Train without labels, then every scored pair with its probability."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison(
                "given", "family", forename_surname_concat_col_name="full_name"
            ),
            cl.ArrayIntersectAtSizes("emails", [1]),
            cl.ArrayIntersectAtSizes("phones", [1]),
            cl.ExactMatch("organisation").configure(term_frequency_adjustments=True),
            cl.ExactMatch("birthday"),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("full_name"),
            block_on("emails", arrays_to_explode=["emails"]),
            block_on("phones", arrays_to_explode=["phones"]),
            block_on("organisation", "family"),
            block_on("organisation", "given"),
        ],
    )
    records = DuckDBAPI(con).register("splink_input")
    linker = Linker(records, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("email"), block_on("full_name", "organisation")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("email"), block_on("full_name"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    scored = linker.inference.predict(threshold_match_probability=0.5)
    found: list[tuple[str, str, float]] = con.execute(
        "select unique_id_l, unique_id_r, match_probability "
        f"from {scored.physical_name}"
    ).fetchall()
    return found
