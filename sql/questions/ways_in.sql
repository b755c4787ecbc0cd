-- Ways in: who could introduce me to each target, the warmest first.
with ways as (
    select
        coalesce(goals.sentence, '') as goal,
        concat_ws(
            ', ',
            nullif(targets.name, ''),
            nullif(targets.title, ''),
            nullif(targets.organisation, '')
        ) as target,
        people.name as introducer,
        round(introductions.strength, 1) as strength,
        introductions.link,
    from introductions
    inner join targets using (target_id)
    inner join people using (person_id)
    left join goals using (goal_id)
)

select * from ways
order by goal, target, strength desc, introducer, link
