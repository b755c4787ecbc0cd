-- One row per person and group, with why they are in it.
-- Names are lower case with underscores; well known ones are written one way.
with

said as (
    select
        person_id,
        value as named,
        'you said so' as why,
        1 as rank,
    from people.decisions
    where verb = 'group' and value != ''
    union all
    -- a role whose people are to be kept in touch with every so often
    select
        person_id,
        value || 's' as named,
        'you said so' as why,
        1 as rank,
    from people.decisions
    where
        verb = 'role'
        and map_contains(getvariable('due_group'), value || 's')
),

categories as (
    select
        person_id,
        unnest(groups) as named,
        'in your ' || source || ' contacts' as why,
        2 as rank,
    from people.contact_records
    where known_by = 'card'
),

written as (
    select
        person_id,
        why,
        rank,
        trim(
            regexp_replace(lower(trim(named)), '[\s_-]+', '_', 'g'), '_'
        ) as named,
    from (from said union all from categories)
    where
        lower(regexp_replace(named, '[\s_*-]', '', 'g')) not in (
            'mycontacts', 'starred', 'contacts', 'allcontacts', 'othercontacts',
            'chatbuddies', 'blocked', 'imported', 'default', 'uncategorized',
            'addressbook', 'personal', 'card', 'all'
        )
        and not starts_with(lower(named), 'imported on ')
),

well_known as (
    select
        person_id,
        why,
        rank,
        case
            when named in (
                'family', 'familie', 'familia', 'famille', 'famiglia'
            ) then 'family'
            when named in ('friends', 'friend', 'freunde', 'amigos', 'amis')
                then 'friends'
            when named in (
                'coworkers', 'co_workers', 'colleagues', 'work', 'kollegen'
            ) then 'coworkers'
            when named in (
                'former_coworkers', 'former_co_workers', 'ex_colleagues',
                'former_colleagues', 'old_colleagues'
            ) then 'former_coworkers'
            when named in ('classmates', 'schoolmates') then 'classmates'
            when named in ('mentors', 'mentor') then 'mentors'
            when named in ('neighbours', 'neighbors', 'nachbarn')
                then 'neighbours'
            else named
        end as group_name,
    from written
    where named != ''
),

owner as (
    select person_id from people.people where is_owner
),

owner_affiliations as (
    select affiliations.*
    from people.affiliations as affiliations
    semi join owner using (person_id)
    where affiliations.organisation_key != ''
),

-- Two of one organisation: together now, or once.
shared_organisations as (
    select
        theirs.person_id,
        case
            when theirs.kind = 'education' then 'alumni'
            when theirs.until is null and mine.until is null then 'coworkers'
            else 'former_coworkers'
        end as group_name,
        'both at ' || theirs.organisation as why,
        3 as rank,
    from people.affiliations as theirs
    inner join owner_affiliations as mine using (organisation_key)
    anti join owner on owner.person_id = theirs.person_id
),

-- An address the owner has not used for half a year is of a former place of work.
owner_domains as (
    select
        addresses.domain,
        coalesce(
            max(touches.happened_at)
                < getvariable('as_of')::timestamp - interval 180 days,
            false
        ) as is_former,
    from people.addresses as addresses
    semi join owner using (person_id)
    left join staging.participants as participants using (record_id)
    left join staging.interactions as touches
        on touches.touch_ref = participants.touch_ref
        and touches.happened_at <= getvariable('as_of')::timestamp
    where not addresses.is_free
    group by 1
),

shared_domains as (
    select
        addresses.person_id,
        if(is_former, 'former_coworkers', 'coworkers') as group_name,
        'writes from ' || addresses.domain
            || if(is_former, ', as you did', ', as you do') as why,
        4 as rank,
    from people.addresses as addresses
    inner join owner_domains using (domain)
    anti join owner on owner.person_id = addresses.person_id
    where not addresses.is_role and not addresses.is_automated
),

relatives as (
    select
        persons.person_id,
        'family' as group_name,
        'your ' || lower(trim(split_part(cards.relation, ':', 1))) as why,
        3 as rank,
    from (
        select unnest(records.relations) as relation
        from people.contact_records as records
        semi join owner using (person_id)
    ) as cards
    inner join staging.normal_name as normal
        on normal.value = trim(split_part(cards.relation, ':', 2))
    inner join people.contact_records as persons
        on persons.full_key = normal.full_key
    where
        normal.full_key != ''
        and lower(trim(split_part(cards.relation, ':', 1))) in (
            'spouse', 'partner', 'wife', 'husband', 'child', 'son', 'daughter',
            'mother', 'father', 'parent', 'brother', 'sister', 'sibling',
            'relative', 'domestic-partner'
        )
),

groups as (
    select person_id, group_name, why, rank from well_known
    union all
    from shared_organisations
    union all
    from shared_domains
    union all
    from relatives
    union all
    select person_id, group_name, why, 5 as rank
    from people.circles
),

colleagues as (
    select person_id, group_name
    from groups
    where group_name in ('coworkers', 'former_coworkers')
),

-- Who is a co-worker now is no former one, whatever an old record says, and meets
-- the owner at work, which is no event.
standing as (
    select *
    from groups
    where
        rank = 1
        or not (
            group_name = 'former_coworkers'
            and person_id in (
                select person_id from colleagues where group_name = 'coworkers'
            )
            or group_name = 'events'
            and person_id in (select person_id from colleagues)
        )
)

select person_id, group_name, arg_min(why, (rank, why)) as why
from standing
group by 1, 2
order by 1, 2
