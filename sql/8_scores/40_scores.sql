-- One row per person that is one: every score, as of one moment.
with

sums as (
    select
        person_id,
        sum(points order by part, happened_at, fact)
            filter (score = 'cultivate') as cultivate,
        sum(points order by part, happened_at, fact)
            filter (score = 'owed') as owed,
        sum(points order by part, happened_at, fact)
            filter (score = 'goals') as goals,
    from scores.score_parts
    group by person_id
)

select
    lines.person_id,
    getvariable('as_of')::timestamp as as_of,
    lines.closeness,
    lines.due,
    coalesce(sums.owed, 0.0) as owed,
    coalesce(sums.goals, 0.0) as goals,
    coalesce(sums.cultivate, 0.0) as cultivate,
    case
        when coalesce(closeness.touches, 0) >= 10 then 'high'
        when coalesce(closeness.touches, 0) >= 3 then 'medium'
        else 'low'
    end as confidence,
    coalesce(due.state, 'never') as state,
    closeness.layer,
    closeness.last_contact,
    closeness.last_channel,
    closeness.last_face_to_face,
    if(rhythm.gaps > 0, rhythm.rhythm_days, null) as rhythm_days,
    rhythm.target_days,
    reciprocity.give_share,
    closeness.closeness_90d_ago,
from scores.lines as lines
left join sums using (person_id)
left join ties.closeness as closeness using (person_id)
left join ties.rhythm as rhythm using (person_id)
left join ties.due as due using (person_id)
left join ties.reciprocity as reciprocity using (person_id)
order by lines.person_id
