-- One row per person shown in full and part of two scores: the exact sums.
with detailed as (
    select * from report.detailed
),

score_parts as (
    select * from main.score_parts
),

detail_parts as (
    select
        score_parts.person_id,
        score_parts.score,
        score_parts.part,
        score_parts.points,
        score_parts.fact,
    from score_parts
    semi join detailed using (person_id)
    where
        score_parts.points <> 0
        and score_parts.score in ('cultivate', 'closeness')
)

select * from detail_parts
order by person_id, score desc, points desc, part, fact
