-- One row per touch a source tells of: its newest version.
with

visible as (
    select *
    from raw.interactions
    where
        last_run not in (select run_id from raw.undone_runs)
        or first_run not in (select run_id from raw.undone_runs)
),

alive as (
    select source, account, source_key
    from visible
    group by all
    having
        coalesce(max(last_run) filter (not deleted), 0)
        >= coalesce(max(last_run) filter (deleted), 0)
),

-- a copy among sent mail tells the side, whichever copy is the newest
sides as (
    select source, account, source_key, max(owner_side) as owner_side,
    from visible
    where not deleted
    group by all
),

newest as (
    select visible.* replace (sides.owner_side as owner_side)
    from visible
    semi join alive using (source, account, source_key)
    inner join sides using (source, account, source_key)
    where not deleted
    qualify
        row_number() over (
            partition by source, account, source_key
            order by last_run desc, first_run desc, content_hash
        ) = 1
)

select
    source || '/' || account || '/' || source_key as touch_ref,
    * exclude (
        content_hash, deleted, first_run, last_run, found_at, mark
    ),
from newest
order by touch_ref
