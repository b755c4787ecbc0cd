-- One row per run and file read in it; files left alone have none.
-- run_id: the run
-- source: the connector
-- account: its account
-- file: the file
-- records: new contact records or versions of them
-- interactions: new interactions or versions of them
-- problems: what could not be read
-- seconds: how long it took
-- state: read, failed, unrecognised; of an account on a server fetched, unfetched
select
    run_id,
    source,
    account,
    file,
    records,
    interactions,
    problems,
    seconds,
    state,
from raw.file_reads
order by run_id, source, account, file
