-- One row per touch, record and role.
select distinct
    touch_ref,
    source || '/' || account || '/' || participant.record_key as record_id,
    participant."role" as "role",
    participant.accepted as accepted,
from (
    select
        touch_ref,
        source,
        account,
        unnest(participants) as participant,
    from staging.interactions
)
order by touch_ref, record_id, "role"
