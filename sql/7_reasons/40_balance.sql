-- One row per person in the ledger of favours: what is left of it, halved yearly.
select
    person_id,
    sum(
        (value * pow(0.5, days_since(happened_at) / 365))::decimal(18, 12)
    )::double as balance,
    max(happened_at) filter (kind = 'asked') as last_asked,
    max(happened_at) filter (value > 0) as last_given,
    max(happened_at) as last_favour,
    list(evidence[1] order by happened_at desc, evidence[1])[1:5] as evidence,
from reasons.give_and_take
group by person_id
order by person_id
