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

by_company as (
    select
        matches.target_id,
        seen.other_id as person_id,
        least(100, 50 + 10 * log2(seen.n)) as link_strength,
        'seen together with ' || people.name || ' '
        || if(seen.n = 1, 'once', seen.n || ' times') as link,
        seen.evidence,
    from reasons.target_matches as matches
    inner join ties.seen_together as seen using (person_id)
    inner join people.people as people using (person_id)
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
