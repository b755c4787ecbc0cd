-- One row per tie worth a call: dormant, met once, or a connector.
-- why: dormant, met_once or connector
with people as (
    select * from main.people
    where kind = 'person' and not coalesce(muted, false)
),

scores as (
    select * from main.scores
),

interactions as (
    select * from main.interactions
    where
        not coalesce(machine, false)
        and happened_at <= getvariable('as_of')
),

score_parts as (
    select * from main.score_parts
),

dormant as (
    select
        person_id,
        'dormant' as why,
        last_contact as happened_at,
        goals as worth,
    from scores
    where state = 'dormant'
),

met_once as (
    select
        person_id,
        'met_once' as why,
        max(happened_at) as happened_at,
        0.0 as worth,
    from interactions
    group by person_id
    having
        count(distinct cast(happened_at as date)) = 1
        and bool_or(channel in ('meeting', 'video', 'call'))
        and max(happened_at) between
            getvariable('as_of') - interval 45 day
            and getvariable('as_of') - interval 7 day
),

connectors as (
    select
        person_id,
        'connector' as why,
        cast(null as timestamp) as happened_at,
        sum(points) as worth,
    from score_parts
    where score = 'goals' and part = 'connector' and points > 0
    group by person_id
),

ties as (
    select * from dormant
    union all
    select * from met_once
    union all
    select * from connectors
),

weak_ties as (
    select
        ties.why,
        ties.person_id,
        people.name,
        people.given_name,
        people.organisation,
        people.title,
        people.emails,
        people.phones,
        scores.closeness,
        scores.goals,
        scores.last_contact,
        scores.last_channel,
        ties.worth,
    from ties
    inner join people using (person_id)
    left join scores using (person_id)
    qualify
        row_number() over (
            partition by ties.why
            order by
                ties.worth desc,
                ties.happened_at desc nulls last,
                ties.person_id
        ) <= 12
)

select * from weak_ties
order by why, worth desc, last_contact desc nulls last, person_id
