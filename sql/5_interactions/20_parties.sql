-- One row per touch and person in it, the owner included.
with

seen as (
    select
        'i' || left(md5(touches.once_key), 16) as interaction_id,
        assignments.person_id,
        participants."role",
        participants.accepted,
        list_position(
            [
                'from',
                'organiser',
                'introducer',
                'to',
                'attendee',
                'cc',
                'bcc',
                'resource',
            ],
            participants."role"
        ) as standing,
    from staging.participants as participants
    inner join staging.interactions as touches using (touch_ref)
    inner join people.assignments as assignments using (record_id)
)

select
    interaction_id,
    person_id,
    coalesce(people.is_owner, false) as is_owner,
    arg_min("role", standing) as "role",
    bool_or(accepted) as accepted,
from seen
left join people.people as people using (person_id)
group by all
order by interaction_id, person_id
