-- One row per person and score that its parts do not add up to.
with

sums as (
    select person_id, score, sum(points) as total,
    from main.score_parts
    group by all
),

shown as (
    unpivot (
        select
            person_id,
            coalesce(closeness, 0.0) as closeness,
            coalesce(due, 0.0) as due,
            owed,
            goals,
            cultivate,
        from main.scores
    )
    on closeness, due, owed, goals, cultivate
    into name score value shown
)

select shown.*, sums.total,
from shown
left join sums using (person_id, score)
where not abs(shown.shown - coalesce(sums.total, 0)) < 1e-9
