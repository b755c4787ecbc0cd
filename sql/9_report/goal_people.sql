-- One row per person and reason they matter for a goal; most points first.
with score_parts as (
    select * from main.score_parts
),

people as (
    select * from main.people
),

goal_people as (
    select
        score_parts.person_id,
        people.name,
        people.organisation,
        people.title,
        score_parts.part,
        score_parts.points,
        score_parts.fact,
    from score_parts
    inner join people using (person_id)
    where
        score_parts.score = 'goals'
        and score_parts.part not in ('common', 'connector')
        and score_parts.points > 0
        and not coalesce(people.muted, false)
)

select * from goal_people
order by points desc, person_id, part
limit 30
