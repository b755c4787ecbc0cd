-- One row per two people seen together in threads and meetings of at most twelve.
-- one, other: their numbers, the smaller first
-- n: how often they were
with

-- an id is a hash of 64 bits; as a number it is compared in one step
small_touches as (
    select distinct hash(interaction_id) as touch
    from interactions.interactions
    where
        not machine
        and others between 2 and 12
        and happened_at <= getvariable('as_of')::timestamp
),

seen as (
    select hash(parties.interaction_id) as touch, numbers.number
    from interactions.parties as parties
    inner join ties.numbers as numbers using (person_id)
    where
        numbers.kind = 'person'
        and parties."role" != 'resource'
        and hash(parties.interaction_id) in (select touch from small_touches)
)

select
    one.number as one,
    other.number as other,
    count(*) as n,
from seen as one
inner join seen as other using (touch)
where one.number < other.number
group by all
