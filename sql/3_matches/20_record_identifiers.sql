-- One row per contact record and identifier it carries, normalised.
with

emails as (
    select
        carried.record_id,
        'email' as kind,
        normal.email as value,
        normal.is_role,
        normal.is_automated,
        normal.is_family,
    from (
        select record_id, unnest(emails) as value from staging.contact_records
        union
        select record_id, source_key from staging.contact_records
        where known_by = 'participant'
    ) as carried
    inner join staging.normal_email as normal on normal.value = carried.value
    where normal.email is not null
),

phones as (
    select carried.record_id, normal.phone
    from (
        select record_id, region, unnest(phones) as value
        from staging.contact_records
    ) as carried
    inner join staging.normal_phone as normal
        on normal.value = carried.value
        and normal.region = coalesce(carried.region, '')
    where normal.phone is not null
),

-- A number without a country is the one whole number that ends like it.
whole_phones as (
    select '~' || right(phone, 9) as ending, min(phone) as phone
    from phones
    where phone like '+%'
    group by 1
    having count(distinct phone) = 1
),

completed_phones as (
    select
        phones.record_id,
        coalesce(whole_phones.phone, phones.phone) as value,
    from phones
    left join whole_phones on whole_phones.ending = phones.phone
),

urls as (
    select
        record_id,
        rtrim(
            regexp_replace(
                regexp_replace(lower(trim(url)), '[?#].*$', ''),
                '^(https?://)?(www\.|[a-z]{2}\.)?',
                ''
            ),
            '/'
        ) as value,
    from (select record_id, unnest(urls) as url from staging.contact_records)
),

handles as (
    select record_id, lower(trim(handle)) as value
    from (
        select record_id, unnest(handles) as handle from staging.contact_records
    )
),

identifiers as (
    select distinct * from emails
    union all
    select distinct record_id, 'phone', value, false, false, false
    from completed_phones
    union all
    select distinct record_id, 'url', value, false, false, false
    from urls
    where value != ''
    union all
    select distinct record_id, 'handle', value, false, false, false
    from handles
    where value != ''
)

select * from identifiers
order by kind, value, record_id
