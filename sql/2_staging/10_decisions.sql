-- One row per decision in force: undone ones and broken lines left out.
with

undoings as (
    select decision_id, value as undone
    from raw.decisions
    where verb = 'undo' and what = ''
),

undoings_in_force as (
    select undone
    from undoings
    where decision_id not in (select undone from undoings)
)

select
    line,
    decision_id,
    happened_at,
    verb,
    record_a,
    record_b,
    value,
    note,
from raw.decisions
where
    what = ''
    and verb != 'undo'
    and decision_id not in (select undone from undoings_in_force)
order by line
