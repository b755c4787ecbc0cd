-- One row per person: when the owner, and when they, last turned to the other.
-- A letter of the owner's to a crowd turns to nobody in it, unless they had written
-- in its thread.
with

crowd_letters as (
    select person_id, thread_id, happened_at
    from interactions.interactions
    where
        not machine
        and direction = 'out'
        and others > getvariable('owed_turn_max_others')
        and happened_at <= getvariable('as_of')::timestamp
        and thread_id != ''
),

threads as (
    select person_id, thread_id, min(happened_at) as since
    from interactions.interactions
    semi join crowd_letters using (person_id, thread_id)
    where direction = 'in' and not machine
    group by all
),

touches as (
    select
        person_id,
        happened_at,
        direction = 'both'
        or direction = 'out'
        and others <= getvariable('owed_turn_max_others') as by_owner,
        direction in ('in', 'both') as by_them,
    from interactions.interactions
    where
        not machine
        and happened_at <= getvariable('as_of')::timestamp
    union all
    select
        person_id,
        crowd_letters.happened_at,
        true as by_owner,
        false as by_them,
    from crowd_letters
    inner join threads using (person_id, thread_id)
    where threads.since < crowd_letters.happened_at
)

select
    person_id,
    max(happened_at) filter (by_owner) as owner_turned,
    max(happened_at) filter (by_them) as they_turned,
from touches
group by person_id
order by person_id
