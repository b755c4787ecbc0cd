-- One row per person, machines and resources included; kind tells them apart.
-- person_id: stable from night to night
-- name: the best display name, in its own script
-- given_name: the given name, where known
-- family_name: the family name, where known
-- emails: normalised e-mail addresses, the best first, what bounced last
-- phones: phone numbers in E.164, alphabetical
-- organisation: where they work now
-- title: what they do there
-- city: of the newest address
-- country: of the newest address
-- groups: co-workers, family, ... as in person_groups
-- tags: what the owner tagged them with
-- roles: mentor, referee, ... said by the owner, or by a group of that name
-- interests: what they care about, said by the owner
-- birthday: 1980-04-01, or --04-01 without a year
-- kind: person, role, list, automated, organisation, resource or owner
-- kind_rule: the rule that decided the kind
-- tier: 1-4, said by the owner
-- muted: the owner does not want them proposed
-- sources: the sources their records come from
-- records: how many contact records are theirs
-- first_seen: first interaction, UTC
-- last_seen: last interaction up to as_of, UTC
with

words as (
    select
        person_id,
        list(distinct value order by value) filter (verb = 'tag') as tags,
        list(distinct value order by value)
            filter (verb = 'interest') as interests,
        try_cast(
            arg_max(value, line) filter (verb = 'tier') as integer
        ) as tier,
        bool_or(verb = 'mute') as muted,
    from people.decisions
    group by person_id
),

dead as (
    select person_id, list(email) as emails,
    from reasons.dead_addresses
    group by person_id
),

roles as (
    select person_id, list(role order by role) as roles,
    from people.roles
    group by person_id
),

groups as (
    select
        person_id,
        list(distinct group_name order by group_name) as groups,
    from people.groups
    group by person_id
),

touches as (
    select
        person_id,
        min(happened_at) as first_seen,
        max(happened_at) as last_seen,
    from interactions.interactions
    where happened_at <= getvariable('as_of')::timestamp
    group by person_id
)

select
    people.person_id,
    people.name,
    people.given_name,
    people.family_name,
    list_filter(
        people.emails,
        lambda email: not list_contains(coalesce(dead.emails, []), email)
    )
    || list_filter(
        people.emails,
        lambda email: list_contains(coalesce(dead.emails, []), email)
    ) as emails,
    people.phones,
    people.organisation,
    people.title,
    people.city,
    people.country,
    coalesce(groups.groups, []) as groups,
    coalesce(words.tags, []) as tags,
    coalesce(roles.roles, []) as roles,
    coalesce(words.interests, []) as interests,
    people.birthday,
    kinds.kind,
    kinds.kind_rule,
    words.tier,
    coalesce(words.muted, false) as muted,
    people.sources,
    people.records,
    touches.first_seen,
    touches.last_seen,
from people.people as people
inner join interactions.kinds as kinds using (person_id)
left join words using (person_id)
left join groups using (person_id)
left join roles using (person_id)
left join dead using (person_id)
left join touches using (person_id)
order by people.person_id
