-- Who introduced whom, and what became of it.
with made as (
    select
        introducers.name as introducer,
        people.name as introduced,
        cast(introduced.happened_at as date) as introduced_on,
        count(interactions.interaction_id) as touches_since,
        cast(max(interactions.happened_at) as date) as last_contact,
    from introduced
    inner join people using (person_id)
    inner join people as introducers
        on introduced.by_person_id = introducers.person_id
    left join interactions
        on introduced.person_id = interactions.person_id
        and interactions.happened_at > introduced.happened_at
    group by all
)

select * from made
order by
    introduced_on desc, introducer, introduced, touches_since, last_contact
