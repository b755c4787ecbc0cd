-- One row per person, score and part; the parts of a score add up to it.
with

closeness_parts as (
    select
        parts.person_id,
        'closeness' as score,
        parts.part,
        parts.points,
        case
            when parts.part = 'fresh'
                then 'Last contact ' || said_ago(local_day(parts.happened_at))
            else
                parts.touches::integer
                || if(
                    parts.part like 'give%', ' from you by ', ' from them by '
                )
                || split_part(parts.part, '_', 2)
                || ', last on ' || said_day(local_day(parts.happened_at))
        end as fact,
        parts.happened_at,
        newest.evidence,
    from ties.closeness_parts as parts
    inner join ties.newest_touches as newest using (person_id, part)
    where parts.quarters_back = 0
),

silences as (
    select
        due.person_id,
        due.due,
        due.last_contact,
        'No contact since ' || said_day(local_day(due.last_contact))
        || ' (' || said_ago(local_day(due.last_contact)) || '); '
        || if(
            rhythm.gaps > 0,
            'usually every ' || greatest(1, round(rhythm.rhythm_days))::integer
            || ' days',
            'wanted every ' || round(due.target_days)::integer || ' days'
        ) as fact,
    from ties.due as due
    inner join ties.rhythm as rhythm using (person_id)
),

due_parts as (
    select
        person_id,
        'due' as score,
        'silence' as part,
        due as points,
        fact,
        last_contact as happened_at,
        []::varchar[] as evidence,
    from silences
),

owed_parts as (
    select
        person_id,
        'owed' as score,
        kind as part,
        owed_points as points,
        fact,
        since as happened_at,
        evidence,
    from scores.owed
),

goal_sums as (
    select person_id, sum(points order by part) as points
    from scores.goals
    group by person_id
),

goal_parts as (
    select
        goals.person_id,
        'goals' as score,
        goals.part,
        goals.points * least(1, 100 / goal_sums.points) as points,
        goals.fact,
        null::timestamp as happened_at,
        goals.evidence,
    from scores.goals as goals
    inner join goal_sums using (person_id)
),

moment_parts as (
    select
        person_id,
        'moment' as score,
        kind as part,
        100.0 / count(*) over (partition by person_id) as points,
        fact,
        happens_on::timestamp as happened_at,
        []::varchar[] as evidence,
    from reasons.moments
),

keep_parts as (
    select
        lines.person_id,
        'cultivate' as score,
        'keep' as part,
        getvariable('weights_keep') * lines.due / 100 * lines.worth / 100
            as points,
        silences.fact,
        silences.last_contact as happened_at,
        []::varchar[] as evidence,
    from scores.lines as lines
    inner join silences using (person_id)
),

weighted_parts as (
    select
        parts.person_id,
        'cultivate' as score,
        if(parts.score = 'moment', 'moment_', parts.score || '_') || parts.part
            as part,
        parts.points / 100
        * case parts.score
            when 'owed' then getvariable('weights_owed')
            when 'goals' then getvariable('weights_goals')
            else getvariable('weights_moment')
        end as points,
        parts.fact,
        parts.happened_at,
        parts.evidence,
    from (
        select * from owed_parts
        union all
        select * from goal_parts
        union all
        select * from moment_parts
    ) as parts
    inner join scores.lines as lines using (person_id)
    where parts.score = 'owed' or not lines.rests
),

gathered as (
    select * from closeness_parts
    union all
    select * from due_parts
    union all
    select * from owed_parts
    union all
    select * from goal_parts
    union all
    select * from keep_parts
    union all
    select * from weighted_parts
)

select
    gathered.person_id,
    gathered.score,
    gathered.part,
    gathered.points,
    gathered.fact,
    gathered.happened_at,
    coalesce(interactions.source, '') as source,
    gathered.evidence,
from gathered
semi join scores.lines using (person_id)
left join interactions.touches as interactions
    on interactions.interaction_id = gathered.evidence[1]
order by person_id, score, points desc, part, happened_at, fact
