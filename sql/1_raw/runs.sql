-- One row per run: an import or a night.
-- kind: import, run or nightly
-- state: started, ok, partly (a source failed) or failed
select
    null::integer as run_id,
    null::varchar as kind,
    null::timestamp as started_at,
    null::timestamp as finished_at,
    null::varchar as state
where false
