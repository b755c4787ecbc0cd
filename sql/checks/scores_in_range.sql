-- One row per person with a score outside 0-100.
select *
from main.scores
where
    not coalesce(closeness, 0) between 0 and 100 + 1e-9
    or not coalesce(due, 0) between 0 and 100 + 1e-9
    or not owed between 0 and 100 + 1e-9
    or not goals between 0 and 100 + 1e-9
    or not cultivate between 0 and 100 + 1e-9
