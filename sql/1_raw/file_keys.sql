-- One row per record of a file that is the whole state of its account.
-- relation: contact_records or interactions
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as file,
    null::varchar as relation,
    null::varchar as source_key
where false
