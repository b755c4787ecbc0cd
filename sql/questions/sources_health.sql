-- Sources' health: what each has given, when it was last read, what went wrong.
with readings as (
    select
        source,
        account,
        count(distinct file) filter (
            source_runs.state not in ('fetched', 'unfetched')
        ) as files,
        cast(max(runs.started_at) as date) as last_read,
        -- of several files, what went wrong
        arg_max(
            source_runs.state,
            (
                source_runs.run_id,
                source_runs.state not in ('read', 'fetched'),
                source_runs.state
            )
        ) as last_state,
    from source_runs
    inner join runs using (run_id)
    group by source, account
),

records as (
    select source, account, count(*) as records
    from contact_records
    group by source, account
),

touches as (
    select
        source,
        account,
        count(distinct interaction_id) as interactions,
        cast(min(happened_at) as date) as first_touch,
        cast(max(happened_at) as date) as last_touch,
    from interactions
    group by source, account
),

troubles as (
    select source, account, count(*) as problems
    from problems
    group by source, account
),

health as (
    select
        source,
        account,
        files,
        last_read,
        last_state,
        coalesce(records, 0) as records,
        coalesce(interactions, 0) as interactions,
        first_touch,
        last_touch,
        coalesce(problems, 0) as problems,
    from readings
    left join records using (source, account)
    left join touches using (source, account)
    left join troubles using (source, account)
)

select * from health
order by source, account
