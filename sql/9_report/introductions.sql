-- One row per target and person who could introduce the owner; strongest first.
with introductions as (
    select * from main.introductions
),

people as (
    select * from main.people
),

scores as (
    select * from main.scores
),

asks as (
    select
        introductions.target_id,
        introductions.person_id,
        people.name,
        people.organisation,
        scores.closeness,
        introductions.strength,
        introductions.link,
        introductions.evidence,
    from introductions
    inner join people using (person_id)
    left join scores using (person_id)
    where not coalesce(people.muted, false)
    qualify
        row_number() over (
            partition by introductions.target_id
            order by introductions.strength desc, introductions.person_id
        ) <= 5
)

select * from asks
order by target_id, strength desc, person_id
