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
    target_id,
    goal_id,
    kind,
    name,
    concat_ws(', ', nullif(title, ''), nullif(field, '')) as title,
    organisation,
    need,
    priority,
from staging.targets
order by target_id
