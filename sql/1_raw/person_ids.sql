-- One row per contact record and run that gave it a person; the newest holds.
select
    null::varchar as person_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as source_key,
    null::integer as run_id
where false
