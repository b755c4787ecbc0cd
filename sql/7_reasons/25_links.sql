-- One row per target and person with evidence of a link to it, and how strong it is.
-- To a person: the same employer at the same time (60 where both still are, else 40),
-- one introduced the other (60), the same school, list or society (30), seen together
-- (50 + 10 log2 n). To an organisation: works there (60), or did (40).
-- What somebody is to the owner (family, friends, mentors ...) ties no two of them.
with

people_wanted as (
    select matches.target_id, matches.person_id, people.name,
    from reasons.target_matches as matches
    inner join people.people as people using (person_id)
),

by_place as (
    select
        targets.target_id,
        affiliations.person_id,
        if(bool_or(affiliations.until is null), 60, 40) as link_strength,
        if(
            bool_or(affiliations.until is null), 'works at ', 'worked at '
        ) || min(affiliations.organisation) as link,
        []::varchar[] as evidence,
    from staging.targets as targets
    inner join staging.normal_organisation as organisations
        on organisations.value = targets.organisation
    inner join people.affiliations as affiliations using (organisation_key)
    where targets.organisation != ''
    group by targets.target_id, affiliations.person_id
),

-- a date that is not known stands against nothing
shared_places as (
    select
        wanted.target_id,
        wanted.name,
        others.person_id,
        others.organisation,
        theirs.kind = 'education' as is_school,
        theirs.until is null and others.until is null as both_still,
        others.until is null as still,
    from people_wanted as wanted
    inner join people.affiliations as theirs using (person_id)
    inner join people.affiliations as others
        on
            others.organisation_key = theirs.organisation_key
            and others.person_id != theirs.person_id
            and coalesce(others.since <= theirs.until, true)
            and coalesce(theirs.since <= others.until, true)
    where theirs.organisation != ''
),

by_colleague as (
    select
        target_id,
        person_id,
        case when is_school then 30 when both_still then 60 else 40 end
            as link_strength,
        case
            when is_school
                then 'at ' || organisation || ' as ' || name || ' was'
            when both_still then 'works at ' || organisation
            when still
                then 'at ' || organisation || ' when ' || name || ' was'
            else 'worked at ' || organisation || ' with ' || name
        end as link,
        []::varchar[] as evidence,
    from shared_places
),

by_group as (
    select
        wanted.target_id,
        others.person_id,
        30 as link_strength,
        'in ' || replace(others.group_name, '_', ' ')
        || ', as ' || wanted.name || ' is' as link,
        []::varchar[] as evidence,
    from people_wanted as wanted
    inner join people.groups as theirs using (person_id)
    inner join people.groups as others
        on
            others.group_name = theirs.group_name
            and others.person_id != theirs.person_id
    where
        theirs.group_name not in (
            'family', 'friends', 'neighbours', 'mentors', 'interviewees',
            'service_providers', 'coworkers', 'former_coworkers', 'events'
        )
),

by_introduction as (
    select
        wanted.target_id,
        introduced.by_person_id as person_id,
        60 as link_strength,
        'introduced ' || wanted.name || ' to you' as link,
        introduced.evidence,
    from people_wanted as wanted
    inner join reasons.introduced as introduced using (person_id)
    union all
    select
        wanted.target_id,
        introduced.person_id,
        60 as link_strength,
        'came to you through ' || wanted.name as link,
        introduced.evidence,
    from people_wanted as wanted
    inner join reasons.introduced as introduced
        on introduced.by_person_id = wanted.person_id
),

-- what shows a target's people beside others: the newest three touches
theirs as (
    select interaction_id, person_id
    from interactions.parties
    semi join reasons.target_matches using (person_id)
    where "role" != 'resource'
),

small_touches as (
    select distinct interaction_id, happened_at
    from interactions.interactions
    semi join theirs using (interaction_id)
    where
        not machine
        and others between 2 and 12
        and happened_at <= getvariable('as_of')::timestamp
),

sightings as (
    select
        theirs.person_id,
        parties.person_id as other_id,
        arg_max(
            interaction_id, (small_touches.happened_at, interaction_id), 3
        ) as evidence,
    from theirs
    inner join small_touches using (interaction_id)
    inner join interactions.parties as parties using (interaction_id)
    group by all
),

seen_together as (
    select one, other, n from ties.seen_together
    union all
    select other, one, n from ties.seen_together
),

by_company as (
    select
        wanted.target_id,
        others.person_id,
        least(100, 50 + 10 * log2(seen.n)) as link_strength,
        'seen together with ' || wanted.name || ' '
        || if(seen.n = 1, 'once', seen.n || ' times') as link,
        sightings.evidence,
    from people_wanted as wanted
    inner join ties.numbers as numbers using (person_id)
    inner join seen_together as seen on seen.one = numbers.number
    inner join ties.numbers as others on others.number = seen.other
    inner join sightings
        on
            sightings.person_id = wanted.person_id
            and sightings.other_id = others.person_id
),

links as (
    select * from by_place
    union all
    select * from by_colleague
    union all
    select * from by_group
    union all
    select * from by_introduction
    union all
    select * from by_company
)

select * from links
order by target_id, person_id, link_strength desc, link
