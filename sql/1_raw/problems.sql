-- One row per thing that could not be read.
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as file,
    null::varchar as place,
    null::varchar as what,
    null::varchar as why,
    null::varchar as cure
where false
