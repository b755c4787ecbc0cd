-- One row per birthday, new post, address lost, meeting or note that is near.
with moments as (
    select * from main.moments
),

people as (
    select * from main.people
),

moments_near as (
    select
        moments.person_id,
        people.name,
        moments.kind,
        moments.happens_on,
        moments.fact,
    from moments
    inner join people using (person_id)
    where not coalesce(people.muted, false)
)

select * from moments_near
-- what the owner noted is never what is left out
order by kind = 'reminder' desc, happens_on, person_id, kind
limit 30
