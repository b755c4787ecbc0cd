-- One row per person, channel, direction and UTC day with contact up to now.
-- touches: how many that day; weight: of the heaviest one, and of how long they
-- chatted: messages in n half-hours of a day count 1 + talk * ln n, where an
-- evening's five hundred lines are no more than talk_cap half-hours.
-- age: in days, of the last one
with

days as (
    select
        person_id,
        channel,
        direction,
        happened_at::date as day,
        max(happened_at) as happened_at,
        count(*) as touches,
        min(greatest(others, 1)) as fewest,
        -- a bit a half-hour: copies and lines of one breath set the same one
        bit_count(
            bit_or(
                1::bigint << (
                    hour(happened_at) * 2 + minute(happened_at) // 30
                )
            )
        ) as half_hours,
    from interactions.interactions
    where
        not machine
        and happened_at <= getvariable('as_of')::timestamp
    group by all
),

-- the touch among fewest is the heaviest of its day
contacts as (
    select
        person_id,
        channel,
        direction,
        day,
        happened_at,
        days_since(happened_at) as age,
        touches,
        getvariable('closeness_channel')[channel]
        * pow(fewest, -getvariable('closeness_crowd_exponent'))
        * if(
            channel = 'message',
            1 + getvariable('closeness_talk')
            * ln(least(half_hours, getvariable('closeness_talk_cap'))),
            1
        ) as weight,
    from days
)

-- in no order: there are many, and nobody below depends on one
select * from contacts
