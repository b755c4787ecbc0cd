-- One row per favour, ask or thanks between the owner and somebody, newest first.
with favours as (
    select * from main.give_and_take
),

people as (
    select * from main.people
),

favours_of_the_year as (
    select
        favours.person_id,
        people.name,
        favours.kind,
        favours.happened_at,
        favours.value,
        favours.fact,
    from favours
    inner join people using (person_id)
    where
        favours.happened_at <= getvariable('as_of')
        and favours.happened_at > getvariable('as_of') - interval 365 day
)

select * from favours_of_the_year
order by happened_at desc, person_id, kind, fact, value
limit 60
