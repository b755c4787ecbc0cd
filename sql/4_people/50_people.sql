-- One row per person, each field chosen from their records by stated rules.
-- The owner's word first, then cards before participants, then the newest change, the
-- more trusted source, and what more records agree on.
with

records as (
    select * from people.ranked_records
),

jobs as (
    select person_id, organisation, title
    from records
    where organisation != '' or title != ''
    qualify
        row_number() over (
            partition by person_id order by organisation = '', trust
        ) = 1
),

fields as (
    select
        person_id,
        arg_min(city, trust) filter (city != '') as city,
        arg_min(country, trust) filter (country != '') as country,
        arg_min(birthday, (length(birthday) < 10, trust))
            filter (birthday != '') as birthday,
        array_agg(distinct source order by source) as sources,
        count(*) as records,
        bool_or(known_by = 'card') as has_card,
        bool_or(is_organisation) as is_organisation,
        min(first_seen) as first_seen,
    from records
    group by 1
),

identifiers as (
    select
        person_id,
        array_agg(
            value order by shared and not own, standing, records desc, value
        ) filter (kind = 'email') as emails,
        array_agg(value order by shared, standing, records desc, value)
            filter (kind = 'phone') as phones,
        array_agg(value order by shared, standing, records desc, value)
            filter (kind = 'url') as urls,
        array_agg(value order by shared, standing, records desc, value)
            filter (kind = 'handle') as handles,
    from people.identifiers
    group by 1
),

owners as (
    select distinct person_id from people.assignments where rule = 'owner'
),

people as (
    select
        names.person_id,
        coalesce(
            names.name,
            identifiers.emails[1],
            identifiers.phones[1],
            identifiers.handles[1],
            nullif(jobs.organisation, ''),
            names.person_id
        ) as name,
        names.given_name,
        names.family_name,
        coalesce(identifiers.emails, []) as emails,
        coalesce(identifiers.phones, []) as phones,
        coalesce(identifiers.urls, []) as urls,
        coalesce(jobs.organisation, '') as organisation,
        coalesce(jobs.title, '') as title,
        coalesce(fields.city, '') as city,
        coalesce(fields.country, '') as country,
        coalesce(fields.birthday, '') as birthday,
        fields.sources,
        fields.records,
        fields.has_card,
        owners.person_id is not null as is_owner,
        fields.is_organisation,
        fields.first_seen,
    from people.names as names
    inner join fields using (person_id)
    left join jobs using (person_id)
    left join identifiers using (person_id)
    left join owners using (person_id)
)

select * from people
order by person_id
