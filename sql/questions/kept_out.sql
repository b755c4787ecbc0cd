-- Kept out: addresses taken for machines, by the rule, the loudest first.
with outsiders as (
    select
        excluded.address,
        excluded.rule,
        excluded.messages,
    from excluded
)

select * from outsiders
order by messages desc, address, rule
limit 100
