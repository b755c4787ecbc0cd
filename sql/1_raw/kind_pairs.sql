-- One row per pair of records a kind has joined or parted, with the owner's word.
-- What was joined stays so while that word stands, but for what speaks against it.
select
    null::varchar as record_a,
    null::varchar as record_b,
    null::varchar as kind,
    null::varchar as decision_id,
    null::integer as run_id
where false
