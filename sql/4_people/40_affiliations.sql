-- One row per person, organisation and title, from when to when.
-- since, until: when a source's record changed to it and away from it; null when not
-- known, until is null for what still holds.
with

versions as (
    select
        versions.record_id,
        versions.version,
        trim(versions.organisation) as organisation,
        trim(versions.title) as title,
        coalesce(normal.organisation_key, '') as organisation_key,
        coalesce(versions.changed_at, versions.first_seen) as changed_at,
    from staging.record_versions as versions
    left join staging.normal_organisation as normal
        on normal.value = versions.organisation
),

changes as (
    select *
    from versions
    qualify
        (organisation_key, lower(title)) is distinct from lag(
            (organisation_key, lower(title))
        ) over (partition by record_id order by version)
),

spans as (
    select
        record_id,
        organisation,
        title,
        organisation_key,
        if(row_number() over record = 1, null, changed_at) as since,
        lead(changed_at) over record as until,
        lead(version) over record is null as holds,
    from changes
    window record as (partition by record_id order by version)
),

-- what a record says beside its one organisation, `title: organisation`
beside as (
    select
        record_id,
        version,
        coalesce(changed_at, first_seen) as changed_at,
        lead(coalesce(changed_at, first_seen)) over record as next_changed_at,
        unnest(affiliations) as said,
    from staging.record_versions
    window record as (partition by record_id order by version)
),

further as (
    select
        beside.record_id,
        trim(split_part(beside.said, ': ', 2)) as organisation,
        rtrim(trim(split_part(beside.said, ': ', 1)), ':') as title,
        coalesce(normal.organisation_key, '') as organisation_key,
        if(min(beside.version) = 1, null, min(beside.changed_at)) as since,
        if(
            bool_or(beside.next_changed_at is null),
            null,
            max(beside.next_changed_at)
        ) as until,
        bool_or(beside.next_changed_at is null) as holds,
    from beside
    left join staging.normal_organisation as normal
        on normal.value = split_part(beside.said, ': ', 2)
    group by 1, 2, 3, 4
),

of_persons as (
    select
        records.person_id,
        records.source,
        records.trust,
        said.*,
    from (
        select * from spans
        union all by name
        select * from further
    ) as said
    inner join people.ranked_records as records using (record_id)
    where said.organisation != '' or said.title != ''
),

affiliations as (
    select
        person_id,
        -- one record may have spelt it in several ways: as it does now
        arg_min(organisation, (trust, not holds, organisation)) as organisation,
        arg_min(title, (trust, not holds, title)) as title,
        if(
            regexp_matches(
                organisation_key,
                '\b(univ\w*|school|college|institute of technology|hochschule|'
                'gymnasium|schule|escuela|instituto|ecole|lycee|academy|'
                'politecnico|polytechnic\w*)\b'
            ),
            'education',
            'work'
        ) as kind,
        min(since) as since,
        if(bool_or(holds), null, max(until)) as until,
        arg_min(source, trust) as source,
        organisation_key,
    from of_persons
    group by person_id, organisation_key, lower(title)
)

select * from affiliations
order by
    person_id, until nulls first, since desc nulls last, organisation, title
