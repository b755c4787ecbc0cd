-- One row when the records known before are many more or fewer people than they were.
-- New records may bring any number of people; those of old ones hardly change, but by
-- the owner's word about a whole kind, or when that is taken back.
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

placed as (
    select
        assigned.record_id,
        assigned.person_id as person_now,
        newest.person_id as person_before,
    from people.assignments as assigned
    inner join staging.contact_records as records using (record_id)
    inner join newest using (source, account, source_key)
),

counted as (
    select
        count(distinct person_now) as people,
        count(distinct person_before) as before,
    from placed
),

of_kinds as (
    select record_a, record_b from people.kind_pairs
    union
    select record_a, record_b from raw.kind_pairs
),

by_word as (
    select
        count(*) filter (
            a.person_before != b.person_before and a.person_now = b.person_now
        ) as joined,
        count(*) filter (
            a.person_before = b.person_before and a.person_now != b.person_now
        ) as parted,
    from of_kinds
    inner join placed as a on a.record_id = of_kinds.record_a
    inner join placed as b on b.record_id = of_kinds.record_b
)

select people, before
from counted
cross join by_word
where
    greatest(people + joined, before + parted) > 50
    and greatest(people + joined, before + parted)
        > least(people + joined, before + parted)
        * getvariable('resolve_max_shift')
