-- One row per person that is one: the four lines of cultivate, each 0-100.
-- worth = max(best closeness of three years, goals, 100 for tier 1, 80 for tier 2)
-- keep = due * worth / 100; rests: contact too recent for goals and moments
with

owed as (
    select person_id, sum(owed_points order by kind, since, fact) as owed,
    from scores.owed
    group by person_id
),

goals as (
    select person_id, least(100, sum(points order by part)) as goals,
    from scores.goals
    group by person_id
),

moments as (
    select person_id, 100.0 as moment,
    from reasons.moments
    group by person_id
)

select
    kinds.person_id,
    closeness.closeness,
    due.due,
    coalesce(owed.owed, 0.0) as owed,
    coalesce(goals.goals, 0.0) as goals,
    coalesce(moments.moment, 0.0) as moment,
    greatest(
        coalesce(closeness.best_closeness, 0),
        coalesce(goals.goals, 0),
        case rhythm.own_tier when 1 then 100 when 2 then 80 else 0 end
    ) as worth,
    coalesce(
        days_since(closeness.last_contact) < getvariable('report_rest_days'),
        false
    ) as rests,
from interactions.kinds as kinds
left join ties.closeness as closeness using (person_id)
left join ties.rhythm as rhythm using (person_id)
left join ties.due as due using (person_id)
left join owed using (person_id)
left join goals using (person_id)
left join moments using (person_id)
where kinds.kind = 'person'
order by kinds.person_id
