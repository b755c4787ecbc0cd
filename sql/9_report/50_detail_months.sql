-- One row per person shown in full and month of the last 24 with contact.
-- month: its first day
-- touches: days of contact in it
with detailed as (
    select * from report.detailed
),

interactions as (
    select * from main.interactions
),

detail_months as (
    select
        interactions.person_id,
        cast(date_trunc('month', interactions.happened_at) as date) as month,
        count(distinct cast(interactions.happened_at as date)) as touches,
    from interactions
    semi join detailed using (person_id)
    where
        not coalesce(interactions.machine, false)
        and interactions.happened_at <= getvariable('as_of')
        and interactions.happened_at
        >= date_trunc('month', getvariable('as_of')) - interval 23 month
    group by all
)

select * from detail_months
order by person_id, month
