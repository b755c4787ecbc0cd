-- One row per goal and target: whom the owner needs or would like to know.
with goals as (
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
    from goals
    full join targets using (goal_id)
)

select * from goal_targets
order by goal_priority nulls last, goal_id, priority, target_id
