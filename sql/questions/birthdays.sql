-- Coming birthdays: those of the next sixty days.
with today as (
    select cast(max(as_of) as date) as today from scores
),

known as (
    select
        name,
        birthday,
        -- 29 February is kept on the 28th where the year has none
        replace(right(birthday, 5), '02-29', '02-28') as day,
    from people
    where kind = 'person' and regexp_full_match(birthday, '.*-\d\d-\d\d')
),

coming as (
    select
        known.name,
        known.birthday,
        unnest([
            try_cast(date_part('year', today) || '-' || day as date),
            try_cast((date_part('year', today) + 1) || '-' || day as date),
        ]) as happens_on,
        today.today,
    from known
    cross join today
),

soon as (
    select
        name,
        birthday,
        happens_on,
        date_diff('day', today, happens_on) as in_days,
    from coming
    where happens_on between today and today + 60
)

select * from soon
order by happens_on, name, birthday
