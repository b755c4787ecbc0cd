-- One row per person whose card opens in full: the first 1,500 of everyone.
with people as (
    select * from main.people
    where kind = 'person'
),

scores as (
    select * from main.scores
),

relationships as (
    select * from main.relationships_to_cultivate
),

detailed as (
    select
        people.person_id,
        relationships.rank,
    from people
    left join scores using (person_id)
    left join relationships using (person_id)
    where
        scores.last_contact is not null
        or relationships.rank is not null
        or people.records > 1
    order by
        relationships.rank nulls last,
        scores.closeness desc nulls last,
        people.name,
        people.person_id
    limit 1500
)

select * from detailed
order by person_id
