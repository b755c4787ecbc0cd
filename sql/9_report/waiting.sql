-- One row per answer the owner waits for, oldest first; worth no points.
with waiting as (
    select * from main.waiting
),

people as (
    select * from main.people
),

waiting_for as (
    select
        waiting.person_id,
        people.name,
        people.organisation,
        waiting.since,
        waiting.fact,
    from waiting
    inner join people using (person_id)
    where not coalesce(people.muted, false)
)

select * from waiting_for
order by since, person_id
