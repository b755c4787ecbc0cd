-- One row per pair of the 60 closest people seen together in two years.
with people as (
    select * from main.people
    where kind = 'person' and not coalesce(muted, false)
),

scores as (
    select * from main.scores
),

interactions as (
    select * from main.interactions
),

closest as (
    select
        scores.person_id,
        people.name,
        scores.closeness,
    from scores
    inner join people using (person_id)
    where scores.closeness > 0
    order by scores.closeness desc, scores.person_id
    limit 60
),

touches as (
    select distinct
        interactions.interaction_id,
        interactions.person_id,
        closest.name,
        closest.closeness,
    from interactions
    inner join closest using (person_id)
    where
        not coalesce(interactions.machine, false)
        and interactions.others <= 12
        and interactions.happened_at <= getvariable('as_of')
        and interactions.happened_at > getvariable('as_of') - interval 24 month
),

links as (
    select
        first_touches.person_id as person_a,
        first_touches.name as name_a,
        first_touches.closeness as closeness_a,
        second_touches.person_id as person_b,
        second_touches.name as name_b,
        second_touches.closeness as closeness_b,
        count(*) as together,
    from touches as first_touches
    inner join touches as second_touches
        on
            first_touches.interaction_id = second_touches.interaction_id
            and first_touches.person_id < second_touches.person_id
    group by all
)

select * from links
order by person_a, person_b
