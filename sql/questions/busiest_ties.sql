-- Busiest ties: with whom I had most to do in the last year, and which way.
with today as (
    select max(as_of) as as_of from scores
),

touches as (
    select
        people.name,
        count(*) as touches,
        count(*) filter (interactions.direction = 'out') as from_me,
        count(*) filter (interactions.direction = 'in') as from_them,
        count(*) filter (interactions.direction = 'both') as together,
        any_value(round(scores.closeness, 1)) as closeness,
    from interactions
    inner join people using (person_id)
    left join scores using (person_id)
    cross join today
    where
        people.kind = 'person'
        and not coalesce(interactions.machine, false)
        and interactions.happened_at <= today.as_of
        and interactions.happened_at > today.as_of - interval 1 year
    group by people.person_id, people.name
)

select * from touches
order by touches desc, name, from_me, from_them, closeness
limit 25
