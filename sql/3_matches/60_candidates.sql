-- One row per candidate pair of contact records and rule, with its evidence.
-- weight: how sure the rule is, 0-1; the surest pairs are joined first.
-- band: `join` when the rule may join unattended, else `review`.
-- certain: literally the same mailbox; names cannot speak against it.
with

pairs as (
    select
        record_id,
        hub_id,
        rule,
        weight,
        evidence,
        if(joins, 'join', 'review') as band,
        certain,
    from matches.pairs_by_identifier
    union all
    select
        record_id,
        hub_id,
        rule,
        weight,
        evidence,
        if(joins, 'join', 'review') as band,
        false as certain,
    from matches.pairs_by_name
),

candidates as (
    select distinct on (record_a, record_b, rule)
        least(record_id, hub_id) as record_a,
        greatest(record_id, hub_id) as record_b,
        rule,
        weight::double as weight,
        evidence,
        band,
        certain,
    from pairs
    order by record_a, record_b, rule, weight desc, evidence
)

select * from candidates
order by weight desc, record_a, record_b, rule
