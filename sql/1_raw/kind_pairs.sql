-- One row per pair of records a kind has joined, with the owner's word for it.
-- It stays joined while that word stands, whatever comes after.
select
    null::varchar as record_a,
    null::varchar as record_b,
    null::varchar as kind,
    null::varchar as decision_id,
    null::integer as run_id
where false
