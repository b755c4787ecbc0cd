-- One row per account on a server and change of its cursor; the newest holds.
-- cursor: JSON, of the connector's own making: from where the next fetch goes on
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as cursor
where false
