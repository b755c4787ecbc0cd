-- One row per person's address that bounced after the owner had written to them.
-- One from which they have written since works again, and is left out.
-- newer: another address of theirs, the last they wrote from; null without any
with

bounces as (
    select email, max(happened_at) as bounced_at
    from (
        select unnest(failed) as email, happened_at
        from staging.interactions
        where
            len(failed) > 0
            and happened_at <= getvariable('as_of')::timestamp
    )
    group by email
),

persons as (
    select distinct addresses.person_id, addresses.email, bounces.bounced_at
    from bounces
    inner join people.addresses as addresses using (email)
),

written_to as (
    select person_id, min(happened_at) as since
    from interactions.interactions
    semi join persons using (person_id)
    where direction = 'out' and channel = 'email'
    group by person_id
),

-- every address of theirs, and when they last wrote from it
in_use as (
    select
        addresses.person_id,
        addresses.email,
        max(touches.happened_at) filter (participants."role" = 'from')
            as written_at,
    from people.addresses as addresses
    semi join persons using (person_id)
    left join staging.participants as participants using (record_id)
    left join staging.interactions as touches
        on
            touches.touch_ref = participants.touch_ref
            and touches.happened_at <= getvariable('as_of')::timestamp
    group by all
),

newest as (
    select
        person_id,
        arg_max(email, (written_at is not null, written_at, email)) as newer,
    from in_use
    anti join persons using (person_id, email)
    group by person_id
)

select
    persons.person_id,
    persons.email,
    persons.bounced_at,
    newest.newer,
from persons
inner join written_to
    on
        written_to.person_id = persons.person_id
        and written_to.since <= persons.bounced_at
inner join in_use
    on in_use.person_id = persons.person_id and in_use.email = persons.email
left join newest on newest.person_id = persons.person_id
where coalesce(in_use.written_at <= persons.bounced_at, true)
order by persons.person_id, persons.email
