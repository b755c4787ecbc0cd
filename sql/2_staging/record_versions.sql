-- One row per version of a contact record, deletions and undone imports left out.
-- Of somebody with a card only the card counts, since touches do not tell of jobs.
select
    source || '/' || account || '/' || source_key as record_id,
    name,
    organisation,
    title,
    affiliations,
    changed_at,
    runs.started_at as first_seen,
    row_number() over (
        partition by source, account, source_key
        order by
            coalesce(changed_at, runs.started_at), first_run, content_hash
    ) as version,
from raw.contact_records as records
left join raw.runs as runs on runs.run_id = records.first_run
where
    not deleted
    and (
        last_run not in (select run_id from raw.undone_runs)
        or first_run not in (select run_id from raw.undone_runs)
    )
qualify
    (known_by = 'card')
    = bool_or(known_by = 'card') over (
        partition by source, account, source_key
    )
order by record_id, version
