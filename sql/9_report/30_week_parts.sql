-- One row per person of the week, score and part: the exact sum of each score.
with week as (
    select * from report.week
),

score_parts as (
    select * from main.score_parts
),

week_parts as (
    select
        score_parts.person_id,
        score_parts.score,
        score_parts.part,
        score_parts.points,
        score_parts.fact,
        score_parts.happened_at,
        score_parts.source,
    from score_parts
    semi join week using (person_id)
    where score_parts.points <> 0
)

select * from week_parts
order by person_id, score, points desc, part, fact
