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
    qualify
        -- what the owner noted is never what is left out
        row_number() over (
            order by
                moments.kind = 'reminder' desc,
                moments.happens_on,
                moments.person_id,
                moments.kind
        ) <= 30
)

select * from moments_near
order by happens_on, person_id, kind
