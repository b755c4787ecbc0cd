-- One row per line of decisions.csv as it stands; broken lines say what is wrong.
select
    null::integer as line,
    null::varchar as decision_id,
    null::timestamp as happened_at,
    null::varchar as verb,
    null::varchar as record_a,
    null::varchar as record_b,
    null::varchar as value,
    null::varchar as note,
    null::varchar as what,
    null::varchar as cure
where false
