-- One row per contact record that stands: its newest version.
with

visible as (
    select *
    from raw.contact_records
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

newest as (
    select
        visible.*,
        first_value(runs.started_at) over records as first_seen,
    from visible
    semi join alive using (source, account, source_key)
    left join raw.runs as runs on runs.run_id = visible.first_run
    left join raw.runs as last_runs on last_runs.run_id = visible.last_run
    where not visible.deleted
    window records as (
        partition by visible.source, visible.account, visible.source_key
        order by visible.first_run
    )
    qualify
        row_number() over (
            partition by visible.source, visible.account, visible.source_key
            order by
                -- what a table of touches says of somebody is less than their card
                visible.known_by != 'card',
                -- an address without a name says less than the same with one
                visible.known_by = 'participant'
                and coalesce(visible.name, '') = '',
                coalesce(visible.changed_at, last_runs.started_at) desc,
                visible.last_run desc,
                visible.sightings desc,
                visible.content_hash
        ) = 1
)

select
    source || '/' || account || '/' || source_key as record_id,
    * exclude (content_hash, deleted, mark),
from newest
order by record_id
