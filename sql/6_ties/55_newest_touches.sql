-- One row per person and part of closeness: its newest touches, newest first.
-- evidence: of the five last days in contact that way; of fresh, the very last
with

last_days as (
    select
        number,
        channel,
        direction,
        unnest(max(happened_at, 5)) as happened_at,
    from ties.contacts
    group by number, channel, direction
),

touches as (
    select
        person_id,
        channel,
        direction,
        happened_at,
        min(interactions.interaction_id) as interaction_id,
    from interactions.interactions as interactions
    semi join (from last_days inner join ties.numbers using (number))
        using (person_id, channel, direction, happened_at)
    where not interactions.machine
    group by all
),

parts as (
    select *, 'give_' || channel as part
    from touches
    where direction in ('out', 'both')
    union all
    select *, 'take_' || channel as part
    from touches
    where direction in ('in', 'both')
)

select
    person_id,
    part,
    arg_max(interaction_id, (happened_at, interaction_id), 5) as evidence,
from parts
group by person_id, part
union all
select
    person_id,
    'fresh' as part,
    arg_max(interaction_id, (happened_at, interaction_id), 1) as evidence,
from touches
group by person_id
