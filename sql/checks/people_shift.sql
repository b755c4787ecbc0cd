-- One row when the records known before are many more or fewer people than they were.
-- New records may bring any number of people; those of old ones hardly change.
with

newest as (
    select
        source,
        account,
        source_key,
        arg_max(person_id, (run_id, rowid)) as person_id,
    from raw.person_ids
    group by all
),

counted as (
    select
        count(distinct assigned.person_id) as people,
        count(distinct newest.person_id) as before,
    from people.assignments as assigned
    inner join staging.contact_records as records using (record_id)
    inner join newest using (source, account, source_key)
)

select people, before
from counted
where
    greatest(people, before) > 50
    and greatest(people, before)
        > least(people, before) * getvariable('resolve_max_shift')
