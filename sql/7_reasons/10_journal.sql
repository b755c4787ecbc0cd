-- One row per line of the owner's journal and person in it, up to now.
select
    'i' || left(md5(lines.once_key), 16) as interaction_id,
    lines.touch_ref,
    assignments.person_id,
    participants."role",
    lines.journal_kind,
    lines.happened_at,
    local_day(lines.happened_at) as day,
    coalesce(lines.value, 1) as value,
    lines.due_at,
    coalesce(nullif(lines.note, ''), lines.subject) as note,
from staging.interactions as lines
inner join staging.participants as participants using (touch_ref)
inner join people.assignments as assignments using (record_id)
inner join people.people as people using (person_id)
where
    lines.journal_kind != ''
    and not people.is_owner
    and lines.happened_at <= getvariable('as_of')::timestamp
order by lines.happened_at, lines.touch_ref, assignments.person_id
