-- One row per person among the 25 whose closeness moved most in 90 days.
with scores as (
    select * from main.scores
),

people as (
    select * from main.people
),

moves as (
    select
        scores.person_id,
        people.name,
        scores.closeness_90d_ago,
        scores.closeness,
        scores.closeness - scores.closeness_90d_ago as moved,
    from scores
    inner join people using (person_id)
    where
        people.kind = 'person'
        and not coalesce(people.muted, false)
        and scores.closeness_90d_ago > 0
)

select * from moves
where abs(moved) >= 1
order by abs(moved) desc, person_id
limit 25
