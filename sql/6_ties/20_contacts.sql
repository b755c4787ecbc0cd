-- One row per person, channel, direction and UTC day with contact up to now.
-- touches: how many that day; weight: of the heaviest one
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
        * pow(fewest, -getvariable('closeness_crowd_exponent')) as weight,
    from days
)

-- in no order: there are many, and nobody below depends on one
select * from contacts
