-- One row per pair of records that carry the same identifier, each with its hub.
with

carried as (
    select
        identifiers.kind,
        identifiers.value,
        records.record_id,
        records.full_key,
        records.generation,
        records.standing,
        records.own_email is not distinct from identifiers.value as is_own,
        shared.value is not null as is_shared,
        coalesce(shared.is_automated, false) as is_automated,
        coalesce(shared.is_household, false) as is_household,
        identifiers.kind != 'url' or contains(identifiers.value, '/')
            as is_telling,
    from matches.record_identifiers as identifiers
    inner join matches.records as records using (record_id)
    left join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    where records.known_by != 'name'
),

-- The same address seen by two mailboxes is literally one mailbox.
same_mailbox as (
    select
        record_id,
        first_value(record_id) over hub as hub_id,
        'same_email' as rule,
        1.0 as weight,
        'same mailbox ' || value as evidence,
        true as certain,
        true as joins,
    from carried
    where is_own
    window hub as (partition by value order by standing)
),

unshared as (
    select
        record_id,
        first_value(record_id) over hub as hub_id,
        case kind
            when 'email' then 'same_email'
            when 'phone' then 'same_phone'
            else 'same_profile'
        end as rule,
        case kind when 'email' then 0.99 when 'phone' then 0.97 else 0.985 end
            as weight,
        case kind
            when 'email' then 'same e-mail '
            when 'phone' then 'same phone '
            when 'url' then 'same profile '
            else 'same handle '
        end || value as evidence,
        false as certain,
        true as joins,
    from carried
    where not is_shared and is_telling
    window hub as (partition by kind, value order by standing)
),

-- At a family's line one name may be father and son: the owner is asked.
shared_same_name as (
    select
        record_id,
        first_value(record_id) over hub as hub_id,
        'shared_identifier_same_name' as rule,
        if(is_household, 0.8, 0.96) as weight,
        'same full name and ' || if(is_household, 'a family''s ', 'shared ')
            || kind || ' ' || value as evidence,
        false as certain,
        not is_household as joins,
    from carried
    where
        (is_shared or not is_telling)
        and not is_automated
        and contains(full_key, ' ')
    window hub as (
        partition by kind, value, full_key, generation order by standing
    )
),

pairs as (
    select * from same_mailbox
    union all
    select * from unshared
    union all
    select * from shared_same_name
)

select * from pairs
where record_id != hub_id
order by record_id, hub_id, weight desc, evidence
