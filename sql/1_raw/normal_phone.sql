-- One row per phone number as written and region, understood once; a cache.
select
    null::varchar as value,
    null::varchar as region,
    null::varchar as phone,
    null::integer as version
where false
