-- One row per moment closeness is looked at: now, 90 days ago, and each quarter
-- of a year back to three years.
select
    quarters_back,
    getvariable('as_of')::timestamp
    - to_days((quarters_back * 365.25 / 4)::integer) as instant,
from (
    select unnest(generate_series(0, 12)) as quarters_back
)
