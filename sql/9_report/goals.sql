-- One row per goal and target: whom the owner needs or would like to know.
-- known: those the owner is in touch with who are what the target asks for
with

known as (
    select
        matches.target_id,
        string_agg(
            people.name, ', ' order by closeness.closeness desc, people.name
        ) as known,
    from reasons.target_matches as matches
    inner join ties.closeness as closeness using (person_id)
    inner join main.people as people using (person_id)
    where closeness.two_way and not people.muted
    group by matches.target_id
),

goals as (
    select * from main.goals
),

targets as (
    select * from main.targets
),

goal_targets as (
    select
        coalesce(targets.goal_id, goals.goal_id) as goal_id,
        goals.sentence,
        coalesce(goals.priority, targets.priority) as goal_priority,
        targets.target_id,
        targets.kind,
        targets.name,
        targets.title,
        targets.organisation,
        targets.need,
        targets.priority,
        known.known,
    from goals
    full join targets using (goal_id)
    left join known using (target_id)
)

select * from goal_targets
order by goal_priority nulls last, goal_id, priority, target_id
