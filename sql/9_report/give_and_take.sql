-- One row per person with six or more touches in a year; least even first.
with interactions as (
    select * from main.interactions
),

people as (
    select * from main.people
),

scores as (
    select * from main.scores
),

year_of_touches as (
    select
        person_id,
        count(*) as touches,
        count(*) filter (where direction in ('out', 'both')) as given,
        count(*) filter (where direction in ('in', 'both')) as taken,
    from interactions
    where
        not coalesce(machine, false)
        and happened_at <= getvariable('as_of')
        and happened_at > getvariable('as_of') - interval 365 day
    group by person_id
    having count(*) >= 6
),

give_and_take as (
    select
        person_id,
        people.name,
        year_of_touches.given,
        year_of_touches.taken,
        year_of_touches.touches,
        scores.give_share,
    from year_of_touches
    inner join people using (person_id)
    inner join scores using (person_id)
    where
        people.kind = 'person'
        and not coalesce(people.muted, false)
        and scores.give_share is not null
)

select * from give_and_take
order by abs(give_share - 0.5) desc, person_id
limit 20
