-- One row per person and thing owed, scaled so that all of a person's stay in 100.
with

sums as (
    select person_id, sum(points order by kind, since, fact) as points
    from reasons.owed
    group by person_id
)

select
    owed.*,
    owed.points * least(1, 100 / sums.points) as owed_points,
from reasons.owed as owed
inner join sums using (person_id)
