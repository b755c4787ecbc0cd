-- One row when the largest person has grown by more than the owner allows in a night.
-- A wrong join of many shows as one person swallowing others; small ones may grow.
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

largest_before as (
    select max(records) as records
    from (select count(*) as records from newest group by person_id)
),

largest_now as (
    select person_id, count(*) as records
    from people.assignments
    group by 1
    order by records desc, person_id
    limit 1
)

select
    largest_now.person_id,
    largest_now.records,
    largest_before.records as before,
from largest_now
cross join largest_before
where
    largest_now.records > 20
    and largest_now.records
        > largest_before.records * getvariable('resolve_max_growth')
