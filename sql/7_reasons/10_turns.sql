-- One row per person: when the owner, and when they, last turned to the other.
select
    person_id,
    max(happened_at) filter (direction in ('out', 'both')) as owner_turned,
    max(happened_at) filter (direction in ('in', 'both')) as they_turned,
from interactions.interactions
where
    not machine
    and happened_at <= getvariable('as_of')::timestamp
group by person_id
order by person_id
