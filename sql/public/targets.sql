-- One row per person, title or organisation the owner needs or would like to know.
-- target_id: its id
-- goal_id: the goal it serves
-- kind: person, title, field or organisation
-- name: whom
-- title: what they do
-- organisation: where
-- need: true when needed, false when liked
-- priority: 1 is highest
select
    null::varchar as target_id,
    null::varchar as goal_id,
    null::varchar as kind,
    null::varchar as name,
    null::varchar as title,
    null::varchar as organisation,
    null::boolean as need,
    null::integer as priority,
where false
