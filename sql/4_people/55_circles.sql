-- One row per person and circle shared with the owner: a mailing list, or events.
-- A list is one where three or more write: with fewer it is a newsletter, with more
-- than a hundred and fifty a crowd of strangers. An event is a meeting of four to
-- thirty that is not held again and again, and that nobody of the two declined.
with

owner as (
    select person_id from people.people where is_owner
),

posts as (
    select distinct
        touches.list_id,
        addresses.person_id,
    from staging.interactions as touches
    inner join staging.participants as participants using (touch_ref)
    inner join people.addresses as addresses using (record_id)
    anti join owner on owner.person_id = addresses.person_id
    where
        touches.list_id != ''
        and not list_contains(touches.labels, 'spam')
        and touches.happened_at <= getvariable('as_of')::timestamp
        and participants."role" = 'from'
        and not addresses.is_automated
        and not addresses.is_role
),

lists as (
    select
        person_id,
        trim(
            regexp_replace(split_part(list_id, '.', 1), '[^\w]+', '_', 'g'), '_'
        ) as group_name,
        'writes on the list ' || list_id || ', as you read' as why,
    from posts
    qualify count(*) over (partition by list_id) between 3 and 150
),

series as (
    select thread_key
    from staging.interactions
    where thread_key != '' and channel in ('meeting', 'video')
    group by thread_key
    having count(distinct happened_at) >= 3
),

guests as (
    select
        touches.once_key,
        min(touches.subject) as subject,
        max(touches.happened_at) as happened_at,
        assignments.person_id,
        bool_or(owner.person_id is not null) as is_owner,
        bool_or(participants.accepted is false) as declined,
    from staging.interactions as touches
    inner join staging.participants as participants using (touch_ref)
    inner join people.assignments as assignments using (record_id)
    left join owner on owner.person_id = assignments.person_id
    where
        touches.channel in ('meeting', 'video')
        and touches.journal_kind = ''
        and touches.subject != ''
        and not touches.cancelled
        and touches.happened_at <= getvariable('as_of')::timestamp
        and touches.thread_key not in (select thread_key from series)
        and participants."role" != 'resource'
    group by touches.once_key, assignments.person_id
),

events as (
    select once_key
    from guests
    group by once_key
    having
        count(*) filter (not is_owner) between 3 and 30
        and not coalesce(bool_or(declined) filter (is_owner), false)
),

attended as (
    select
        person_id,
        'events' as group_name,
        'both at ' || arg_max(subject, (happened_at, subject))
        || ' on ' || said_day(local_day(max(happened_at))) as why,
    from guests
    semi join events using (once_key)
    where not is_owner and not declined
    group by person_id
)

select * from lists where group_name != ''
union all
select * from attended
order by person_id, group_name
