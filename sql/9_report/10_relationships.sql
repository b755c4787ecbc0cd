-- One row per person who can be proposed, best first; relationships.csv is this.
with relationships as (
    select * from main.relationships_to_cultivate
),

people as (
    select * from main.people
),

scores as (
    select * from main.scores
),

relationships_in_full as (
    select
        relationships.rank,
        relationships.person_id,
        relationships.name,
        relationships.organisation,
        relationships.title,
        relationships.action,
        relationships.action_by,
        relationships.cultivate,
        relationships.keep_points,
        relationships.owed_points,
        relationships.goal_points,
        relationships.moment_points,
        relationships.reasons,
        scores.closeness,
        scores.closeness_90d_ago,
        scores.due,
        scores.owed,
        scores.goals,
        scores.confidence,
        scores.state,
        scores.layer,
        scores.last_contact,
        scores.last_channel,
        scores.last_face_to_face,
        scores.rhythm_days,
        scores.target_days,
        scores.give_share,
        people.given_name,
        people.family_name,
        people.emails,
        people.phones,
        people.city,
        people.country,
        people.groups,
        people.tags,
        people.roles,
        people.interests,
        people.birthday,
        people.tier,
        people.sources,
        scores.as_of,
    from relationships
    left join people using (person_id)
    left join scores using (person_id)
)

select * from relationships_in_full
order by rank
