-- One row per thing that could not be read when its file was last read.
-- run_id: the run that met it
-- source: the source, or decisions
-- account: its account
-- file: the file
-- place: where in it
-- what: what is wrong
-- why: what that means
-- cure: what to do
with

newest as (
    select source, account, file, max(run_id) as run_id,
    from raw.file_reads
    where run_id not in (select run_id from raw.undone_runs)
    group by all
)

select
    problems.run_id,
    problems.source,
    problems.account,
    problems.file,
    problems.place,
    problems.what,
    problems.why,
    problems.cure,
from raw.problems as problems
semi join newest using (source, account, file, run_id)
union all
select
    getvariable('run_id') as run_id,
    'decisions' as source,
    '' as account,
    'decisions.csv' as file,
    'line ' || line as place,
    what,
    'the line counts for nothing until it is mended' as why,
    cure,
from raw.decisions
where what != ''
order by source, account, file, place, what, why, cure
