-- One row per e-mail address as written, understood once; a cache of the resolve step.
select
    null::varchar as value,
    null::varchar as email,
    null::varchar as local_part,
    null::varchar as domain,
    null::boolean as is_role,
    null::boolean as is_automated,
    null::boolean as is_family,
    null::boolean as is_free,
    null::integer as version
where false
