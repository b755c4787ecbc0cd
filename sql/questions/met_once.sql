-- Met once: one meeting, and nothing between us since.
with meetings as (
    select
        person_id,
        count(*) as meetings,
        max(happened_at) as met_at,
        arg_max(subject, happened_at) as occasion,
    from interactions
    where
        channel in ('meeting', 'video')
        and happened_at <= (select max(as_of) from scores)
    group by person_id
),

newest as (
    select
        person_id,
        max(happened_at) as last_contact,
    from interactions
    where
        not coalesce(machine, false)
        and happened_at <= (select max(as_of) from scores)
    group by person_id
),

once as (
    select
        people.name,
        people.organisation,
        cast(meetings.met_at as date) as met_on,
        meetings.occasion,
    from meetings
    inner join newest using (person_id)
    inner join people using (person_id)
    where
        people.kind = 'person'
        and meetings.meetings = 1
        and newest.last_contact <= meetings.met_at
)

select * from once
order by met_on desc, name, organisation, occasion
limit 50
