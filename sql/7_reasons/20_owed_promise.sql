-- One row per person and promise in the journal that is due and not yet kept;
-- a later `gave` line to them, or `cultivate done`, keeps it.
with

kept as (
    select person_id, max(happened_at) as kept_at
    from reasons.journal
    where journal_kind = 'gave'
    group by person_id
)

select
    promises.person_id,
    'promise' as kind,
    promises.due_at as since,
    getvariable('owed_promise') as points,
    'Promise due ' || said_when(local_day(promises.due_at))
    || coalesce(': ' || promises.note, '') as fact,
    [promises.interaction_id] as evidence,
from reasons.journal as promises
left join kept using (person_id)
where
    promises.journal_kind = 'promise'
    and local_day(promises.due_at)
    <= local_day(getvariable('as_of')::timestamp)
    and coalesce(kept.kept_at < promises.happened_at, true)
