-- One row per organisation as written, understood once; a cache of the resolve step.
select
    null::varchar as value,
    null::varchar as organisation_key,
    null::integer as version
where false
