-- One row per thing the owner is looking for, in force.
-- priority: 1 is highest; 2 where nothing is said
select
    decision_id as goal_id,
    value as sentence,
    coalesce(
        try_cast(regexp_extract(note, 'priority ([123])', 1) as integer), 2
    ) as priority,
from staging.decisions
where verb = 'goal'
order by line
