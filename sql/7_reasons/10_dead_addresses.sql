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

known as (
    select distinct addresses.person_id, addresses.email, addresses.record_id
    from people.addresses as addresses
    semi join persons using (person_id)
),

last_written as (
    select known.person_id, known.email, max(touches.happened_at) as written_at,
    from known
    inner join staging.participants as participants using (record_id)
    inner join staging.interactions as touches using (touch_ref)
    where
        participants."role" = 'from'
        and touches.happened_at <= getvariable('as_of')::timestamp
    group by all
),

newest as (
    select
        person_id,
        arg_max(
            email,
            (
                coalesce(last_written.written_at, timestamp '1970-01-01'),
                email
            )
        ) as newer,
    from known
    left join last_written using (person_id, email)
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
left join last_written
    on
        last_written.person_id = persons.person_id
        and last_written.email = persons.email
left join newest on newest.person_id = persons.person_id
where coalesce(last_written.written_at <= persons.bounced_at, true)
order by persons.person_id, persons.email
