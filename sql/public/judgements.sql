-- One row per judgement of the owner on two contact records.
-- decision_id: the line of decisions.csv
-- record_a: one record
-- record_b: the other
-- judgement: same, different or unsure
-- happened_at: when, UTC
-- note: the owner's note
select
    decision_id,
    record_a,
    record_b,
    verb as judgement,
    happened_at,
    note,
from staging.decisions
where verb in ('same', 'different', 'unsure')
order by line
