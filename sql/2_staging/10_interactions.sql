-- One row per touch a source tells of: its newest version.
with

visible as (
    select *
    from raw.interactions
    where
        last_run not in (select run_id from raw.undone_runs)
        or first_run not in (select run_id from raw.undone_runs)
),

-- few touches have more than one version, and only those must be weighed
changed as (
    select
        source,
        account,
        source_key,
        coalesce(max(last_run) filter (not deleted), 0)
        >= coalesce(max(last_run) filter (deleted), 0) as alive,
        -- a copy among sent mail tells the side, whichever copy is the newest
        max(owner_side) filter (not deleted) as owner_side,
    from visible
    group by all
    having count(*) > 1
),

newest as (
    select visible.* replace (changed.owner_side as owner_side)
    from visible
    inner join changed using (source, account, source_key)
    where changed.alive and not visible.deleted
    qualify
        row_number() over (
            partition by source, account, source_key
            order by last_run desc, first_run desc, content_hash
        ) = 1
    union all
    select visible.*
    from visible
    anti join changed using (source, account, source_key)
    where not deleted
)

select
    source || '/' || account || '/' || source_key as touch_ref,
    * exclude (
        content_hash, deleted, first_run, last_run, found_at, mark
    ),
from newest
order by touch_ref
