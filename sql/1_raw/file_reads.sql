-- One row per file and run that read it; files left alone have none.
-- fingerprint: size, time, samples and a hash of the file as it was read
-- state: read, failed, unrecognised; of an account on a server fetched, unfetched
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as file,
    null::varchar as fingerprint,
    null::integer as extractor_version,
    null::bigint as records,
    null::bigint as interactions,
    null::bigint as problems,
    null::double as seconds,
    null::varchar as state
where false
