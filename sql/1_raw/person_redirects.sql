-- One row per person id that gave way to another.
select
    null::varchar as old_id,
    null::varchar as person_id,
    null::integer as run_id,
    null::varchar as why
where false
