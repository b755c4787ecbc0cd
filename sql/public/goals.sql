-- One row per thing the owner is looking for.
-- goal_id: its id
-- sentence: what the owner is looking for, in a sentence
-- priority: 1 is highest
select
    null::varchar as goal_id,
    null::varchar as sentence,
    null::integer as priority,
where false
