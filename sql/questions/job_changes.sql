-- Job changes: who has a new title or a new place to work, the newest first.
with jobs as (
    select
        person_id,
        concat_ws(', ', nullif(title, ''), organisation) as job,
        since,
        lag(job) over (
            partition by person_id order by since nulls first, job
        ) as before,
    from affiliations
    where kind = 'work'
),

changes as (
    select
        people.name,
        cast(jobs.since as date) as since,
        jobs.before,
        jobs.job as now,
    from jobs
    inner join people using (person_id)
    where people.kind = 'person' and jobs.since is not null
)

select * from changes
order by since desc, name, now, before
limit 50
