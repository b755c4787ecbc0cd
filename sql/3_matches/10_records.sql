-- One row per contact record, with the keys it is compared by.
with

records as (
    select
        *,
        case
            when given_name != '' and family_name != ''
                then family_name || ', ' || given_name
            when name != '' then name
            else trim(given_name || ' ' || family_name)
        end as compared_name,
        given_name = '' and family_name != '' as is_only_family,
    from staging.contact_records
),

nickname_keys as (
    select
        nicknames.record_id,
        array_agg(names.given_keys[1] order by names.given_keys[1]) as keys,
    from (
        select record_id, unnest(nicknames) as value
        from records
    ) as nicknames
    inner join staging.normal_name as names on names.value = nicknames.value
    where names.family_key = '' and names.given_keys[1] is not null
    group by 1
),

-- `Webb`, which the source keeps as a family name, is no given name.
understood as (
    select
        * replace (
            if(is_bare_family, [], given_keys) as given_keys,
            if(is_bare_family, full_key, family_key) as family_key
        ),
    from (
        select
            records.record_id,
            names.*,
            is_only_family and family_key = '' as is_bare_family,
        from records
        inner join staging.normal_name as names on names.value = compared_name
    )
),

keyed as (
    select
        records.record_id,
        records.known_by,
        records.kind,
        coalesce(
            nullif(shown.display, ''), nullif(compared.display, ''), ''
        ) as display,
        coalesce(compared.full_key, '') as full_key,
        list_distinct(
            coalesce(compared.given_keys, [])
            || coalesce(nickname_keys.keys, [])
        ) as any_given_keys,
        coalesce(compared.given_keys, []) as own_given_keys,
        coalesce(compared.family_key, '') as family_key,
        coalesce(compared.initials, '') as initials,
        coalesce(compared.generation, '') as generation,
        coalesce(compared.script, '') as script,
        coalesce(compared.organisation, false)
            or records.kind in ('organisation', 'list', 'resource')
            as is_organisation,
        organisations.organisation_key,
        records.organisation,
        if(length(records.birthday) = 10, records.birthday, '') as birthday,
        own.email as own_email,
        records.first_seen,
    from records
    left join understood as compared
        on compared.record_id = records.record_id
    left join staging.normal_name as shown on shown.value = records.name
    left join nickname_keys on nickname_keys.record_id = records.record_id
    left join staging.normal_organisation as organisations
        on organisations.value = records.organisation
    left join staging.normal_email as own
        on records.known_by = 'participant' and own.value = records.source_key
),

ranked as (
    select
        * exclude (any_given_keys, own_given_keys),
        own_given_keys || list_sort(
            list_filter(
                any_given_keys,
                lambda key: not list_contains(own_given_keys, key)
            )
        ) as given_keys,
        row_number() over (
            order by
                known_by != 'card',
                known_by != 'participant',
                full_key = '',
                record_id
        ) as standing,
    from keyed
)

select * from ranked
order by record_id
