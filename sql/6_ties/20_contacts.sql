-- One row per person, channel, direction and UTC day with contact up to now.
-- touches: how many that day; weight: of the heaviest one, and of how long they
-- chatted: a day of messages counts its half-hours, up to talk by itself, and up to
-- talk_cap when two days before were as long. So an evening's five hundred lines are
-- no more than talk, and two who always talk long are known by it.
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

-- of a long day, as much as the third longest until then had; an earlier day never
-- depends on a later one
talks as (
    select *, if(channel = 'message', half_hours, 1)::double as counted
    from days
    where channel != 'message' or half_hours <= getvariable('closeness_talk')
    union all
    select
        *,
        least(
            half_hours,
            getvariable('closeness_talk_cap'),
            greatest(
                getvariable('closeness_talk'),
                max(half_hours, 3) over (
                    partition by person_id, channel, direction
                    order by day
                    rows between unbounded preceding and current row
                )[3]
            )
        ) as counted,
    from days
    where channel = 'message' and half_hours > getvariable('closeness_talk')
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
        * counted as weight,
    from talks
)

-- in no order: there are many, and nobody below depends on one
select * from contacts
