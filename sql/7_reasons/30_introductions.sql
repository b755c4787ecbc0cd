-- One row per target and person who could introduce the owner to it.
-- strength: the weaker of the two links, the owner's to them and theirs to the
-- target (Karlan: a chain of trust is as strong as its weakest link).
-- Links are evidence only: a shared employer, or having been seen together. A
-- target the owner is in touch with already needs no introduction.
with

known_targets as (
    select distinct matches.target_id
    from reasons.target_matches as matches
    inner join ties.closeness as closeness using (person_id)
    where closeness.two_way
),

employers as (
    select targets.target_id, organisations.organisation_key
    from staging.targets as targets
    inner join staging.normal_organisation as organisations
        on organisations.value = targets.organisation
    where targets.organisation != ''
    union
    select matches.target_id, affiliations.organisation_key
    from reasons.target_matches as matches
    inner join people.affiliations as affiliations using (person_id)
    where affiliations.until is null and affiliations.organisation != ''
),

by_employer as (
    select
        employers.target_id,
        affiliations.person_id,
        if(bool_or(affiliations.until is null), 60, 40) as link_strength,
        if(
            bool_or(affiliations.until is null), 'works at ', 'worked at '
        ) || min(affiliations.organisation) as link,
        []::varchar[] as evidence,
    from employers
    inner join people.affiliations as affiliations using (organisation_key)
    group by employers.target_id, affiliations.person_id
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
        matches.target_id,
        others.person_id,
        least(100, 50 + 10 * log2(seen.n)) as link_strength,
        'seen together with ' || people.name || ' '
        || if(seen.n = 1, 'once', seen.n || ' times') as link,
        sightings.evidence,
    from reasons.target_matches as matches
    inner join ties.numbers as numbers using (person_id)
    inner join seen_together as seen on seen.one = numbers.number
    inner join ties.numbers as others on others.number = seen.other
    inner join people.people as people
        on people.person_id = matches.person_id
    inner join sightings
        on
            sightings.person_id = matches.person_id
            and sightings.other_id = others.person_id
),

links as (
    select * from by_employer
    union all
    select * from by_company
)

select
    links.target_id,
    links.person_id,
    least(closeness.closeness, links.link_strength) as strength,
    links.link,
    links.evidence,
from links
inner join ties.closeness as closeness using (person_id)
inner join interactions.kinds as kinds using (person_id)
anti join reasons.target_matches as matches
    on
        matches.target_id = links.target_id
        and matches.person_id = links.person_id
where
    kinds.kind = 'person'
    and closeness.two_way
    and links.target_id not in (select target_id from known_targets)
qualify
    row_number() over (
        partition by links.target_id, links.person_id
        order by links.link_strength desc, links.link
    ) = 1
order by links.target_id, strength desc, links.person_id
