-- One row per contact record that is the owner's own: by address, number or source.
-- certain: it is the owner's own mailbox as others' mail shows it, or their own page.
with

owner_identifiers as (
    select 'email' as kind, normal.email as value
    from staging.normal_email as normal
    semi join staging.owner_addresses as own on own.address = normal.value
    union
    select 'phone', normal.phone
    from staging.normal_phone as normal
    where
        list_contains(getvariable('owner_phones')::varchar[], normal.value)
        and normal.region = getvariable('owner_region')
),

owner_records as (
    select
        records.record_id,
        bool_or(records.own_email is not distinct from identifiers.value)
            as certain,
        bool_or(shared.value is not null) as shared,
        min('holds your own ' || identifiers.kind || ' ' || identifiers.value)
            as evidence,
        min(records.standing) as standing,
    from matches.record_identifiers as identifiers
    inner join owner_identifiers
        on owner_identifiers.kind = identifiers.kind
        and owner_identifiers.value = identifiers.value
    inner join matches.records as records using (record_id)
    left join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    where identifiers.value is not null
    group by 1
),

own_pages as (
    select
        record_id,
        true as certain,
        false as shared,
        'is your own page' as evidence,
        standing,
    from matches.records
    where kind = 'owner'
)

select * from own_pages
union all
select * from owner_records
where record_id not in (select record_id from own_pages)
order by standing
