-- One row per name as written, understood once; a cache of the resolve step.
select
    null::varchar as value,
    null::varchar as display,
    null::varchar as given,
    null::varchar as family,
    null::varchar as full_key,
    null::varchar[] as given_keys,
    null::varchar as family_key,
    null::varchar as initials,
    null::varchar as script,
    null::varchar as generation,
    null::boolean as organisation,
    null::integer as quality,
    null::integer as version
where false
