"""What agreement and disagreement of two records weigh together.

`model.json` is a Splink model, trained by `make train-linkage`; here it is applied
in our own SQL, which a test holds equal to Splink's: Splink itself takes longer to
load than a night's pairs take to weigh. A weight is log2(m / u): m how often the
two records of one person are as like as this, u how often those of two (Fellegi
and Sunter 1969). Weights add up, with the prior, to the probability.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import warehouse
from flows.resolve import families

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

MODEL = Path(__file__).with_name("model.json")
JOINED, REVIEW = 0.95, 0.1
# bits that make a comparison tell more than the name: no mere likeness has them
TELLING = 5
# in a smaller book a name is not commoner than in one of so many records
SMALLEST_BOOK = 10_000


def find_pairs(con: Connection) -> None:
    """Make schema matches: what rules propose, and what the evidence weighs."""
    warehouse.run_floor(con, "3_matches")
    weigh_pairs(con)


def weigh_pairs(con: Connection) -> None:
    """Write matches.weighed: pairs worth joining or asking about, and why.

    band: join, where more than a name and a home speaks for it, or where the books
        hold no families (flows.resolve.families); else review.
    certain: one official number and enough else, so that names may differ; or one
        birthday and home and no other given name, since a family name changes; or
        another one, where the books mistake names and hold no twins.
    """
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    records = con.execute("select count(*) from matches.evidence").fetchall()[0][0]
    query = _weighed(model, prior(model, records), families.odds(con))
    con.execute(f"create or replace table matches.weighed as {query}")


def _weighed(model: dict[str, Any], before: float, odds: families.Odds) -> str:
    names = [c["output_column_name"] for c in model["comparisons"]]
    parts = ", ".join(
        f"if(mw_{name} = 0, null, says_{name} || format(' {{:+.1f}}', mw_{name}))"
        for name in names
    )
    return f"""
        with
        likely as ({_likely(model, before, odds)}),
        capped as (
            select
                * replace (
                    if(is_beyond, weight, least(weight, weight_at_home)) as weight
                ),
            from likely
        )
        select
            least(unique_id_l, unique_id_r) as record_a,
            greatest(unique_id_l, unique_id_r) as record_b,
            'weight_of_evidence' as rule,
            weight,
            array_to_string(list_filter([{parts}], lambda p: p is not null), ', ')
                || format(', before all {{:+.1f}}', {before!r}::double)
                || if(
                    weight >= {JOINED} and (is_mistaken or not is_beyond),
                    '; these books hold hardly any families',
                    ''
                ) as evidence,
            if(weight >= {JOINED}, 'join', 'review') as band,
            weight >= {JOINED} and (
                mw_number > 0
                or is_mistaken
                or least(mw_birthday, mw_address) > {TELLING}
                and mw_given_name >= 0
                and greatest(mw_given_name, mw_family_name) > 0
            ) as certain,
        from capped
        order by record_a, record_b
    """


def _likely(model: dict[str, Any], before: float, odds: families.Odds) -> str:
    """SQL for the pairs worth asking about, with what a home alone can make of them."""
    names = [c["output_column_name"] for c in model["comparisons"]]
    others = [f"mw_{name}" for name in names if name not in families.SHARED]
    at_home = families.bits_of_one_name(odds, TELLING, " + ".join(others))
    return f"""
        select
            *,
            1 / (1 + pow(2::double, -bits)) as weight,
            greatest({families.HOUSEHOLD}, 1 / (1 + pow(2::double, -{at_home})))
                as weight_at_home,
            greatest({", ".join(others)}) > {TELLING} as is_beyond,
            {families.is_mistaken(odds, TELLING, _bits_of(JOINED))} as is_mistaken,
        from (
            select *, {before!r} + {" + ".join(f"mw_{name}" for name in names)} as bits
            from ({weights(model)})
        )
        where bits >= {_bits_of(REVIEW)!r}
    """


def _bits_of(share: float) -> float:
    return math.log2(share / (1 - share))


def prior(model: dict[str, Any], records: int) -> float:
    """log2 of the odds that two records are one person's, in a book of that size.

    A person has about as many records in any book, so that the odds fall with it.
    """
    share = model["trained_on_records"] / max(records, SMALLEST_BOOK)
    chance = min(model["probability_two_random_records_match"] * share, 0.5)
    return _bits_of(chance)


def weights(model: dict[str, Any]) -> str:
    """SQL for the pairs of matches.evidence that share a block.

    Each comparison has its weight in bits (mw_) and its level's words (says_).
    """
    columns = sorted(_columns(model))
    sides = ", ".join(f"{side}.{c} as {c}_{side}" for c in columns for side in "lr")
    rare = {
        level["tf_adjustment_column"]
        for comparison in model["comparisons"]
        for level in comparison["comparison_levels"]
        if "tf_adjustment_column" in level
    }
    shares = "".join(f", {rarity(column)} as tf_{column}" for column in sorted(rare))
    shown = "".join(
        f", l.tf_{column} as tf_{column}_l, r.tf_{column} as tf_{column}_r"
        for column in sorted(rare)
    )
    found = ", ".join(map(_found, model["comparisons"]))
    weighed = ", ".join(map(_weight, model["comparisons"]))
    return f"""
        with
        counted as (select *{shares} from matches.evidence),
        blocked as (
            select unnest(blocks) as block, unique_id from matches.evidence
        ),
        pairs as (
            select distinct l.unique_id as unique_id_l, r.unique_id as unique_id_r
            from blocked as l
            inner join blocked as r using (block)
            where l.unique_id < r.unique_id
        ),
        sides as (
            select pairs.*, {sides}{shown}
            from pairs
            inner join counted as l on l.unique_id = unique_id_l
            inner join counted as r on r.unique_id = unique_id_r
        ),
        found as (select *, {found} from sides)
        select unique_id_l, unique_id_r, {weighed} from found
    """


def rarity(column: str) -> str:
    """SQL: how large a share of a book's records has this value."""
    return (
        f"if({column} is null, null, count(*) over (partition by {column})"
        f" / greatest(count({column}) over (), {SMALLEST_BOOK})::double)"
    )


def _columns(model: dict[str, Any]) -> set[str]:
    conditions = " ".join(
        level["sql_condition"]
        for comparison in model["comparisons"]
        for level in comparison["comparison_levels"]
    )
    return set(re.findall(r"\b(\w+)_[lr]\b", conditions))


def _found(comparison: dict[str, Any]) -> str:
    """Which level a pair has, counted from the first, as Splink tells them apart."""
    cases = " ".join(
        f"when {level['sql_condition']} then {place}"
        for place, level in enumerate(comparison["comparison_levels"])
        if level["sql_condition"] != "ELSE"
    )
    last = len(comparison["comparison_levels"]) - 1
    return f"case {cases} else {last} end as level_{comparison['output_column_name']}"


def _weight(comparison: dict[str, Any]) -> str:
    name = comparison["output_column_name"]
    levels = list(enumerate(comparison["comparison_levels"]))
    bits = " ".join(f"when {place} then {_bits(level)}" for place, level in levels)
    labels = [level["label_for_charts"].replace("'", "''") for _, level in levels]
    says = " ".join(f"when {at} then '{says}'" for at, says in enumerate(labels))
    return (
        f"case level_{name} {bits} end as mw_{name}, "
        f"case level_{name} {says} end as says_{name}"
    )


def _bits(level: dict[str, Any]) -> str:
    """log2(m / u) of a level; u of a rare value is its own share of the book."""
    if level.get("is_null_level"):
        return "0::double"
    m, u = level["m_probability"], level["u_probability"]
    bits = f"{math.log2(m / u)!r}::double"
    if column := level.get("tf_adjustment_column"):
        share = f"greatest(tf_{column}_l, tf_{column}_r, {level['tf_minimum_u_value']})"
        bits += f" + coalesce({math.log2(u)!r} - log2({share}), 0)"
    return bits
