-- Once close, long silent: the dormant and fading, the busiest past first.
with quiet as (
    select
        people.name,
        people.organisation,
        scores.state,
        count(interactions.interaction_id) as touches,
        cast(max(scores.last_contact) as date) as last_contact,
        round(any_value(scores.closeness), 1) as closeness,
    from scores
    inner join people using (person_id)
    inner join interactions using (person_id)
    where
        scores.state in ('dormant', 'fading')
        and people.kind = 'person'
        and not coalesce(interactions.machine, false)
    group by people.person_id, people.name, people.organisation, scores.state
)

select * from quiet
order by touches desc, name, organisation, state, last_contact, closeness
limit 25
