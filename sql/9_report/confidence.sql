-- One row per level of confidence: how many people stand on how much evidence.
with people as (
    select * from main.people
    where kind = 'person'
),

scores as (
    select * from main.scores
),

confidence as (
    select
        scores.confidence,
        count(*) as people,
    from scores
    semi join people using (person_id)
    group by all
)

select * from confidence
order by list_position(['high', 'medium', 'low'], confidence)
