-- One row per month and layer: ties two-way in the 90 days to the month's end.
with interactions as (
    select * from main.interactions
),

scores as (
    select * from main.scores
),

months as (
    select unnest(generate_series(
        date_trunc('month', getvariable('as_of')) - interval 23 month,
        date_trunc('month', getvariable('as_of')),
        interval 1 month
    )) as first_day
),

month_ends as (
    select
        cast(first_day as date) as month,
        least(first_day + interval 1 month, getvariable('as_of')) as until,
    from months
),

touches as (
    select
        person_id,
        happened_at,
        direction,
    from interactions
    where
        not coalesce(machine, false)
        and happened_at > getvariable('as_of') - interval 28 month
),

two_way_ties as (
    select
        month_ends.month,
        touches.person_id,
    from month_ends
    inner join touches
        on
            touches.happened_at <= month_ends.until
            and touches.happened_at > month_ends.until - interval 90 day
    group by all
    having
        bool_or(touches.direction in ('out', 'both'))
        and bool_or(touches.direction in ('in', 'both'))
),

ties_by_month as (
    select
        month_ends.month,
        scores.layer,
        count(two_way_ties.person_id) as ties,
    from month_ends
    left join two_way_ties using (month)
    left join scores using (person_id)
    group by all
)

select * from ties_by_month
order by month, layer nulls last
