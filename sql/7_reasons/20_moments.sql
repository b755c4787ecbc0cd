-- One row per person and occasion near now: a birthday or anniversary,
-- a new job, an address that stopped working, a meeting ahead, a trip of the
-- owner's to their city, a day the owner noted in the journal.
-- A trip is an appointment whose place or subject names a city that is not the
-- owner's own; where the owner lives must be known, or each lunch would be one.
with

today as (
    select
        local_day(getvariable('as_of')::timestamp) as day,
        getvariable('report_moment_days')::integer as reach,
),

known_days as (
    select person_id, 'birthday' as kind, birthday as said,
    from people.people
    where birthday != ''
    union all
    select
        person_id,
        'anniversary' as kind,
        arg_min(anniversary, trust) as said,
    from people.ranked_records
    where anniversary != ''
    group by person_id
),

days as (
    select
        known_days.person_id,
        known_days.kind,
        today.day + days_ahead.ahead::integer as happens_on,
    from known_days
    cross join today
    cross join (
        select unnest(generate_series(0, 60)) as ahead
    ) as days_ahead
    where
        days_ahead.ahead <= today.reach
        and right(known_days.said, 5)
        = strftime(today.day + days_ahead.ahead::integer, '%m-%d')
),

jobs as (
    select
        assignments.person_id,
        concat_ws(
            ', ',
            nullif(versions.title, ''),
            nullif(versions.organisation, '')
        ) as said,
        local_day(coalesce(versions.changed_at, versions.first_seen)) as day,
        lag(versions.organisation || versions.title) over (
            partition by record_id order by versions.version
        ) as job_before,
        versions.organisation || versions.title as job,
    from staging.record_versions as versions
    inner join people.assignments as assignments using (record_id)
),

job_changes as (
    select
        jobs.person_id,
        'job_change' as kind,
        max(jobs.day) as happens_on,
        arg_max(jobs.said, (jobs.day, jobs.said)) as job,
    from jobs
    cross join today
    where
        jobs.job_before != jobs.job
        and jobs.job != ''
        and jobs.day between today.day - today.reach and today.day
    group by jobs.person_id
),

-- who left an address has often left the place it was of
lost_addresses as (
    select
        dead.person_id,
        local_day(max(dead.bounced_at)) as happens_on,
        arg_max(dead.email, (dead.bounced_at, dead.email)) as email,
        any_value(dead.newer) as newer,
    from reasons.dead_addresses as dead
    cross join today
    where
        local_day(dead.bounced_at)
        between today.day - today.reach and today.day
    group by dead.person_id
),

meetings as (
    select
        person_id,
        'meeting' as kind,
        min(happened_at) as starts_at,
        arg_min(subject, (happened_at, subject = '', subject)) as subject,
    from interactions.interactions
    cross join today
    where
        not machine
        and happened_at > getvariable('as_of')::timestamp
        and local_day(happened_at) <= today.day + today.reach
    group by person_id
),

ahead as (
    select
        touches.happened_at,
        ' ' || regexp_replace(
            lower(strip_accents(touches.place || ' ' || touches.subject)),
            '[^\w]+',
            ' ',
            'g'
        ) || ' ' as said,
    from staging.interactions as touches
    cross join today
    where
        touches.channel in ('meeting', 'video')
        and not touches.cancelled
        and touches.happened_at > getvariable('as_of')::timestamp
        and local_day(touches.happened_at) <= today.day + today.reach
),

cities as (
    select
        people.person_id,
        people.city,
        ' ' || lower(strip_accents(people.city)) || ' ' as named,
    from people.people as people
    inner join interactions.kinds as kinds using (person_id)
    cross join (
        select lower(strip_accents(city)) as home
        from people.people
        where is_owner and city != ''
    ) as owner
    where
        kinds.kind = 'person'
        and length(people.city) >= 3
        and lower(strip_accents(people.city)) != owner.home
),

-- until the owner has been in touch on that day or later, and some weeks at most
notes as (
    select
        lines.person_id,
        local_day(lines.due_at) as happens_on,
        string_agg(lines.note, '; ' order by lines.touch_ref) as note,
    from reasons.journal as lines
    cross join today
    where
        lines.journal_kind = 'note'
        and local_day(lines.due_at)
        between today.day - today.reach and today.day + today.reach
    group by all
),

reminders as (
    select *
    from notes
    where not exists (
        select 1
        from interactions.interactions as touches
        where
            touches.person_id = notes.person_id
            and not touches.machine
            and touches.direction != 'in'
            and touches.happened_at <= getvariable('as_of')::timestamp
            and local_day(touches.happened_at) >= notes.happens_on
    )
),

trips as (
    select
        cities.person_id,
        any_value(cities.city) as city,
        min(ahead.happened_at) as starts_at,
    from cities
    inner join ahead on contains(ahead.said, cities.named)
    group by cities.person_id
)

select
    person_id,
    kind,
    happens_on,
    if(kind = 'birthday', 'Birthday ', 'Anniversary ')
    || said_when(happens_on) as fact,
from days
union all
select
    person_id,
    kind,
    happens_on,
    'New position since ' || said_day(happens_on) || ': ' || job as fact,
from job_changes
union all
select
    person_id,
    'address_lost' as kind,
    happens_on,
    'Their address ' || email || ' stopped working on ' || said_day(happens_on)
    || coalesce('; you also have ' || newer, '; you have no other') as fact,
from lost_addresses
union all
select
    person_id,
    kind,
    local_day(starts_at) as happens_on,
    'You meet ' || said_when(local_day(starts_at))
    || if(subject = '', '', ': ' || subject) as fact,
from meetings
union all
select
    person_id,
    'trip' as kind,
    local_day(starts_at) as happens_on,
    'You are in ' || city || ' ' || said_when(local_day(starts_at))
    || '; they live there' as fact,
from trips
union all
select
    person_id,
    'reminder' as kind,
    happens_on,
    'To remember ' || said_when(happens_on) || coalesce(': ' || note, '')
        as fact,
from reminders
order by person_id, happens_on, kind
