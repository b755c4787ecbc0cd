-- One row per contact record, in the columns the model of evidence compares.
-- unique_id: the record; the model's own word for it
-- blocks: keys of what it shares with few others; only such records are compared
with

records as (
    select
        *,
        nullif(given_keys[1], '') as given_key,
        contains(full_key, ' ') as is_whole,
    from matches.records
    where known_by != 'name' and not is_organisation
),

carried as (
    select
        record_id,
        list(value order by value) filter (kind = 'email') as emails,
        list(value order by value) filter (kind = 'phone') as phones,
        list(value order by value) filter (
            kind = 'handle' and starts_with(value, 'social:')
        ) as numbers,
    from matches.record_identifiers
    group by 1
),

crowded as (
    select
        identifiers.record_id,
        list(identifiers.value) as shared_values,
        list(identifiers.value order by identifiers.value)
            filter (shared.is_household) as lines,
        list('#' || identifiers.value order by identifiers.value)
            filter (
                identifiers.kind = 'phone' and not shared.is_household
            ) as offices,
    from matches.record_identifiers as identifiers
    inner join matches.shared_identifiers as shared using (kind, value)
    where identifiers.kind in ('email', 'phone')
    group by 1
),

employed as (
    select record_id, list(employer order by employer) as employers
    from matches.employers
    group by 1
),

-- A day no calendar has, as 1951-00-96, is kept among the other dates.
impossible as (
    select record_id, min(right(said, 10)) as birthday
    from (
        select record_id, unnest(dates) as said from staging.contact_records
    )
    where
        regexp_full_match(
            said, 'birthday: (18|19|20)\d\d-\d\d-(0[1-9]|[1-9]\d)'
        )
    group by 1
),

written as (
    select
        record_id,
        strip_accents(lower(array_to_string(addresses, ' '))) as address,
        nullif(trim(strip_accents(lower(city))), '') as city,
    from staging.contact_records
    where len(addresses) > 0 or city != ''
),

housed as (
    select
        record_id,
        city,
        list_sort(
            list_distinct(
                list_filter(
                    string_split_regex(address, '[^\w]+'),
                    lambda word: word != ''
                )
            )
        ) as address_words,
        -- without its city, which many share, and without blanks
        regexp_replace(
            replace(address, coalesce(city, ' '), ' '), '[^\w]|\d{4,6}', '', 'g'
        ) as street,
    from written
),

described as (
    select
        records.record_id,
        nullif(records.full_key, '') as full_key,
        records.given_keys,
        records.given_key,
        nullif(records.family_key, '') as family_key,
        if(records.is_whole, records.full_key, null) as whole_key,
        nullif(records.generation, '') as generation,
        records.script,
        list_filter(
            coalesce(carried.emails, []),
            lambda value: not list_contains(
                coalesce(crowded.shared_values, []), value
            )
        ) as emails,
        list_filter(
            coalesce(carried.phones, []),
            lambda value: not list_contains(
                coalesce(crowded.shared_values, []), value
            )
        ) as phones,
        coalesce(crowded.lines, []) as lines,
        coalesce(carried.numbers, []) as numbers,
        -- A switchboard is its employer's: one fact, not two.
        coalesce(employed.employers, []) || coalesce(crowded.offices, [])
            as employers,
        coalesce(nullif(records.birthday, ''), impossible.birthday) as birthday,
        list_distinct(
            list_transform(
                range(1, length(housed.street) - 1),
                lambda place: housed.street[place:place + 2]
            )
        ) as street_parts,
        coalesce(housed.address_words, []) as address_words,
        list_filter(
            housed.address_words,
            lambda word: regexp_full_match(word, '\d{4,6}')
        )[1] as postcode,
        housed.city,
    from records
    left join carried using (record_id)
    left join crowded using (record_id)
    left join employed using (record_id)
    left join housed using (record_id)
    left join impossible using (record_id)
),

keys as (
    select
        record_id,
        unnest(
            list_transform(numbers, lambda value: 'number|' || value)
            || list_transform(
                list_filter(employers, lambda value: family_key is not null),
                lambda value: 'family|' || value || '|' || family_key
            )
            || list_transform(
                list_filter(employers, lambda value: given_key is not null),
                lambda value: 'given|' || value || '|' || given_key
            )
            || list_transform(
                list_filter(
                    lines || phones || emails,
                    lambda value: family_key is not null
                ),
                lambda value: 'family|' || value || '|' || family_key
            )
            || list_transform(
                list_filter(
                    lines || phones || emails,
                    lambda value: given_key is not null
                ),
                lambda value: 'given|' || value || '|' || given_key
            )
            || list_filter(
                [
                    'born|' || birthday,
                    'home|' || postcode || '|' || family_key,
                    'home|' || postcode || '|' || given_key,
                    'door|' || postcode || '|' || list_filter(
                        address_words,
                        lambda word: regexp_full_match(word, '\d{1,3}[a-z]?')
                    )[1],
                    'city|' || city || '|' || family_key,
                    'city|' || city || '|' || given_key,
                    if(
                        birthday is not null
                        or len(numbers) > 0
                        or len(address_words) > 0,
                        'name|' || whole_key,
                        null
                    ),
                    'born|' || birthday[6:] || '|' || family_key,
                    'born|' || birthday[6:] || '|' || given_key
                ],
                lambda key: key is not null
            )
        ) as key,
    from described
),

-- What many share says little, and would be compared at great length.
blocks as (
    select hash(key) as block, record_id
    from keys
    qualify count(*) over (partition by key) between 2 and 60
),

blocked as (
    select record_id, list(distinct block order by block) as blocks
    from blocks
    group by 1
)

select
    described.record_id as unique_id,
    described.* exclude (record_id),
    blocked.blocks,
from described
inner join blocked using (record_id)
order by unique_id
