-- One row per night since the last good one that failed, broke off or was missed.
-- state: failed, broken (off) or missed
-- started_at: when it began; of a missed night, when the last good one ended
with

nights as (
    select *
    from main.runs
    where
        kind in ('run', 'nightly')
        -- as_of is whole seconds
        and started_at
        < getvariable('as_of')::timestamp + interval 1 second
),

last_good as (
    select
        coalesce(max(run_id), 0) as run_id,
        max(finished_at) as ended_at,
        bool_or(kind = 'nightly') as nightly,
    from nights
    where state in ('ok', 'partly')
),

broken as (
    select
        nights.state,
        nights.started_at,
    from nights
    cross join last_good
    where
        nights.run_id > last_good.run_id
        and nights.state in ('failed', 'broken')
),

missed as (
    select
        'missed' as state,
        ended_at as started_at,
    from last_good
    where nightly and days_since(ended_at) > 1.5
)

select * from broken
union all
select * from missed
order by started_at, state
