-- Coming up: birthdays, new jobs and meetings to mention, by day.
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
order by happens_on, name, kind
