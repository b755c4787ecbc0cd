-- One row per run.
-- run_id: its number, for `cultivate import --undo`
-- kind: import, run or nightly
-- started_at: UTC
-- finished_at: UTC
-- state: ok, partly, failed, or started: at work for this database, or broken off
-- undone: taken back
select
    run_id,
    kind,
    started_at,
    finished_at,
    state,
    run_id in (select run_id from raw.undone_runs) as undone,
from raw.runs
order by run_id
