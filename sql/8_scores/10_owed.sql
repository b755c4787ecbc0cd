-- One row per person and thing owed, scaled so that all of a person's stay in 100.
select
    *,
    points * least(1, 100 / sum(points) over (partition by person_id))
        as owed_points,
from reasons.owed
