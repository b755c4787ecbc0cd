-- One row per person and promise in the journal that is due and not yet kept;
-- a later `gave` line to them, or `cultivate done`, keeps it.
with

kept as (
    select person_id, max(happened_at) as kept_at
    from reasons.journal
    where journal_kind = 'gave'
    group by person_id
),

promises as (
    select *, local_day(due_at) as due_on
    from reasons.journal
    where journal_kind = 'promise'
)

select
    promises.person_id,
    'promise' as kind,
    promises.due_at as since,
    getvariable('owed_promise') as points,
    -- the note's own `by DATE` would say the day a second time
    'Promise due ' || said_when(due_on) || coalesce(
        ': ' || nullif(trim(
            regexp_replace(note, '\s*\bby ' || due_on || '\b', '')
        ), ''),
        ''
    ) as fact,
    [promises.interaction_id] as evidence,
from promises
left join kept using (person_id)
where
    due_on <= local_day(getvariable('as_of')::timestamp)
    and coalesce(kept.kept_at < promises.happened_at, true)
