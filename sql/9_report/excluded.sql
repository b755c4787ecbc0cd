-- One row per rule that keeps senders out: how many, and the busiest of them.
with excluded as (
    select * from main.excluded
),

excluded_by_rule as (
    select
        rule,
        count(*) as senders,
        sum(messages) as messages,
        list(address order by messages desc, address)[1:5] as busiest,
    from excluded
    group by rule
)

select * from excluded_by_rule
order by senders desc, rule
