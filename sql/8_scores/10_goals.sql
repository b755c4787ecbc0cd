-- One row per person and part of what they mean for the owner's goals.
-- direct: is a target; path: can introduce to one; connector: bridges people;
-- novelty: a weak tie to others' circles, for those who look for work (Rajkumar);
-- dormant: once close, long silent, near a target; common: 2.5 a group shared.
with

targets as (
    select
        target_id,
        case priority when 1 then 1.0 when 2 then 0.7 else 0.4 end
        * if(need, 1, 0.7) as weight,
        concat_ws(
            ' at ',
            nullif(concat(name, title, field), ''),
            nullif(organisation, '')
        ) as wanted,
    from staging.targets
),

direct as (
    select
        matches.person_id,
        'direct' as part,
        getvariable('goals_direct')
        * max(targets.weight * matches.match) as points,
        'On your list: '
        || arg_max(
            targets.wanted,
            (targets.weight * matches.match, targets.target_id)
        ) as fact,
        []::varchar[] as evidence,
    from reasons.target_matches as matches
    inner join targets using (target_id)
    group by matches.person_id
),

ranked_paths as (
    select
        introductions.*,
        targets.wanted,
        targets.weight * introductions.strength / 100 as worth,
        row_number() over (
            partition by introductions.person_id
            order by
                targets.weight * introductions.strength desc,
                introductions.target_id
        ) as place,
    from reasons.introductions as introductions
    inner join targets using (target_id)
),

paths as (
    select
        person_id,
        'path' as part,
        getvariable('goals_path') * least(
            1, sum(if(place = 1, worth, 0.5 * worth) order by place)
        ) as points,
        'Can introduce you to ' || arg_min(wanted, place) || ': '
        || arg_min(link, place) as fact,
        arg_min(evidence, place) as evidence,
    from ranked_paths
    where place <= 2
    group by person_id
),

said_connectors as (
    select distinct person_id
    from people.decisions
    where verb = 'tag' and value = 'connector'
),

connectors as (
    select
        closeness.person_id,
        'connector' as part,
        getvariable('goals_connector') * if(
            said.person_id is not null, 1, (bridges.standing - 0.9) / 0.1
        ) as points,
        if(
            said.person_id is not null,
            'You call them a connector: they know everyone',
            'Knows ' || bridges.mutual
            || ' people you know, of different circles'
        ) as fact,
        []::varchar[] as evidence,
    from ties.closeness as closeness
    left join ties.bridges as bridges using (person_id)
    left join said_connectors as said using (person_id)
    where
        said.person_id is not null
        or (bridges.standing > 0.9 and bridges.mutual >= 3)
),

novelty as (
    select
        bridges.person_id,
        'novelty' as part,
        getvariable('goals_novelty')
        * (bridges.mutual / getvariable('goals_mutual_peak'))
        * exp(1 - bridges.mutual / getvariable('goals_mutual_peak')) as points,
        'A weak tie with ' || bridges.mutual || if(
            bridges.mutual = 1, ' mutual contact', ' mutual contacts'
        ) as fact,
        []::varchar[] as evidence,
    from ties.bridges as bridges
    inner join ties.closeness as closeness using (person_id)
    where
        getvariable('owner_stage') in ('job_seeker', 'changing')
        and closeness.two_way
        and coalesce(closeness.layer, 500) > 15
),

dormant as (
    select
        due.person_id,
        'dormant' as part,
        getvariable('goals_dormant') as points,
        'Once close, silent since ' || said_day(local_day(due.last_contact))
            as fact,
        []::varchar[] as evidence,
    from ties.due as due
    where
        due.state = 'dormant'
        and due.person_id in (
            select person_id from direct
            union
            select person_id from paths
        )
),

common as (
    select
        person_id,
        'common' as part,
        least(getvariable('goals_common'), 2.5 * count(distinct group_name))
            as points,
        'Common ground: ' || string_agg(distinct ground, ', ' order by ground)
            as fact,
        []::varchar[] as evidence,
    from (
        select
            *,
            case group_name
                when 'events' then why
                when 'coworkers' then 'co-workers'
                when 'former_coworkers' then 'former co-workers'
                else replace(group_name, '_', ' ')
            end as ground,
        from people.groups as groups
        -- what somebody is to the owner is nothing the two share
        anti join people.goal_roles as goal_roles
            on groups.group_name in (goal_roles.role, goal_roles.role || 's')
    )
    group by person_id
),

gathered as (
    select * from direct
    union all
    select * from paths
    union all
    select * from connectors
    union all
    select * from novelty
    union all
    select * from dormant
    union all
    select * from common
)

select * from gathered
where points > 0
order by person_id, part
