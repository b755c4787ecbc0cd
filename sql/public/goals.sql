-- One row per thing the owner is looking for.
-- goal_id: its id
-- sentence: what the owner is looking for, in a sentence
-- priority: 1 is highest
select goal_id, sentence, priority
from staging.goals
order by goal_id
