-- One row per thing owed to somebody, oldest first.
with owed as (
    select * from main.owed
),

people as (
    select * from main.people
),

owed_to as (
    select
        owed.person_id,
        people.name,
        people.organisation,
        people.given_name,
        people.emails,
        owed.kind,
        owed.since,
        owed.points,
        owed.fact,
    from owed
    inner join people using (person_id)
    where not coalesce(people.muted, false)
)

select * from owed_to
order by since, person_id, kind, fact
