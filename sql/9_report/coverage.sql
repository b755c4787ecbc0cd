-- One row per source and account: what it holds, since when, and last read when.
-- months: the first days of the months it has an interaction in
with contact_records as (
    select
        source,
        account,
        count(*) as records,
    from main.contact_records
    group by all
),

interactions as (
    select
        source,
        account,
        count(distinct source_key) as interactions,
        min(happened_at) as since,
        max(happened_at) as until,
        list(distinct cast(date_trunc('month', happened_at) as date)) as months,
    from main.interactions
    where happened_at <= getvariable('as_of')
    group by all
),

readings as (
    select
        source_runs.source,
        source_runs.account,
        max(runs.started_at) as last_read,
    from main.source_runs as source_runs
    inner join main.runs as runs using (run_id)
    where runs.started_at <= getvariable('as_of')
    group by all
),

coverage as (
    select
        source,
        account,
        coalesce(contact_records.records, 0) as records,
        coalesce(interactions.interactions, 0) as interactions,
        interactions.since,
        interactions.until,
        list_sort(interactions.months) as months,
        readings.last_read,
    from contact_records
    full join interactions using (source, account)
    left join readings using (source, account)
)

select * from coverage
order by source, account
