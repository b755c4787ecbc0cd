-- One row per person shown with a strip and day of contact, in the last 24 months.
with shown as (
    select person_id from report.week
    union
    select person_id from report.keep_in_touch
),

interactions as (
    select * from main.interactions
),

contact_days as (
    select
        person_id,
        cast(happened_at as date) as contact_day,
    from interactions
    semi join shown using (person_id)
    where
        not coalesce(machine, false)
        and happened_at <= getvariable('as_of')
        and happened_at > getvariable('as_of') - interval 24 month
    group by all
)

select * from contact_days
order by person_id, contact_day
