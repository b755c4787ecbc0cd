-- One row per source and kind of trouble in reading it.
with problems as (
    select * from main.problems
),

troubles as (
    select
        source,
        what,
        why,
        cure,
        count(*) as times,
        max(run_id) as last_run,
    from problems
    group by all
)

select * from troubles
order by times desc, source, what, why, cure
limit 30
