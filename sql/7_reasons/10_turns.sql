-- One row per person: when the owner, and when they, last turned to the other.
-- A letter of the owner's to a crowd turns to nobody in it, unless they had written
-- in its thread.
with

threads as (
    select person_id, thread_id, min(happened_at) as since
    from interactions.interactions
    where direction = 'in' and thread_id != '' and not machine
    group by all
),

touches as (
    select
        touches.person_id,
        touches.direction,
        touches.happened_at,
        touches.direction = 'both'
        or touches.direction = 'out' and (
            touches.others <= getvariable('owed_turn_max_others')
            or threads.since < touches.happened_at
        ) as by_owner,
    from interactions.interactions as touches
    left join threads using (person_id, thread_id)
    where
        not touches.machine
        and touches.happened_at <= getvariable('as_of')::timestamp
)

select
    person_id,
    max(happened_at) filter (by_owner) as owner_turned,
    max(happened_at) filter (direction in ('in', 'both')) as they_turned,
from touches
group by person_id
order by person_id
