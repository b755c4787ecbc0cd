-- Who knows everyone: with whom most others were met or mailed together.
with together as (
    select
        here.person_id,
        there.person_id as other_id,
        max(here.happened_at) as last_seen,
    from interactions as here
    inner join interactions as there
        on here.interaction_id = there.interaction_id
        and here.person_id != there.person_id
    where here.others <= 20
    group by here.person_id, there.person_id
),

known as (
    select
        people.name,
        people.organisation,
        count(*) as knows,
        cast(max(together.last_seen) as date) as last_seen,
        round(any_value(scores.closeness), 1) as closeness,
    from together
    inner join people using (person_id)
    inner join people as others on together.other_id = others.person_id
    left join scores on people.person_id = scores.person_id
    where people.kind = 'person' and others.kind = 'person'
    group by people.person_id, people.name, people.organisation
)

select * from known
order by knows desc, name, organisation, last_seen, closeness
limit 25
