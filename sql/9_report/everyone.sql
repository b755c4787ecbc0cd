-- One row per person the owner knows, the proposed first.
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

everyone as (
    select
        people.person_id,
        people.name,
        people.given_name,
        people.organisation,
        people.title,
        people.city,
        people.groups,
        people.emails,
        people.phones,
        people.muted,
        people.sources,
        people.records,
        scores.closeness,
        scores.closeness_90d_ago,
        scores.due,
        scores.goals,
        scores.confidence,
        scores.state,
        scores.layer,
        scores.last_contact,
        scores.last_channel,
        scores.target_days,
        relationships.rank,
        relationships.action,
        relationships.cultivate,
        relationships.keep_points,
        relationships.owed_points,
        relationships.goal_points,
        relationships.moment_points,
        relationships.reasons,
    from people
    left join scores using (person_id)
    left join relationships using (person_id)
)

select * from everyone
order by rank nulls last, closeness desc nulls last, name, person_id
