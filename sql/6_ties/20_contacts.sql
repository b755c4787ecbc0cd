-- One row per person, channel, direction and UTC day with contact up to now.
-- number: the person's; touches: how many that day; fewest: people in the touch among
-- fewest, the heaviest of its day; half_hours: in how many a day of messages had any
with

days as (
    select
        numbers.number,
        touches.channel,
        touches.direction,
        touches.happened_at::date as day,
        max(touches.happened_at) as happened_at,
        count(*) as touches,
        min(greatest(touches.others, 1)) as fewest,
        -- a bit a half-hour: copies and lines of one breath set the same one
        bit_count(
            bit_or(
                1::bigint << (
                    hour(touches.happened_at) * 2
                    + minute(touches.happened_at) // 30
                )
            )
        ) as half_hours,
    from interactions.interactions as touches
    inner join ties.numbers as numbers using (person_id)
    where
        not touches.machine
        and touches.happened_at <= getvariable('as_of')::timestamp
    group by all
)

-- in no order: there are many, and nobody below depends on one
select * replace (if(channel = 'message', half_hours, 1) as half_hours)
from days
