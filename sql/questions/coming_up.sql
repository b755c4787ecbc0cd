-- Coming up: birthdays, new jobs, meetings and what you noted, by day.
with soon as (
    select
        moments.happens_on,
        people.name,
        moments.kind,
        moments.fact,
    from moments
    inner join people using (person_id)
)

select * from soon
order by happens_on, name, kind, fact
