-- One row per run.
-- run_id: its number, for `cultivate import --undo`
-- kind: import, run or nightly
-- started_at: UTC
-- finished_at: UTC; empty while it is at work, and of one that broke off
-- state: ok, partly, failed, broken (off), or built: it made this database
-- undone: taken back
select
    run_id,
    kind,
    started_at,
    finished_at,
    case
        when state != 'started' then state
        when run_id = getvariable('run_id') and kind != 'import' then 'built'
        else 'broken'
    end as state,
    run_id in (select run_id from raw.undone_runs) as undone,
from raw.runs
order by run_id
