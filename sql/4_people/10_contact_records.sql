-- One row per contact record, with the person it belongs to and normalised values.
with

emails as (
    select
        record_id,
        array_agg(distinct value order by value) as emails,
    from matches.record_identifiers
    where kind = 'email'
    group by 1
),

phones as (
    select
        record_id,
        array_agg(distinct value order by value) as phones,
    from matches.record_identifiers
    where kind = 'phone'
    group by 1
),

joined as (
    select
        records.* exclude (emails, phones),
        assigned.person_id,
        coalesce(emails.emails, []) as emails,
        coalesce(phones.phones, []) as phones,
        compared.full_key,
        compared.organisation_key,
        compared.is_organisation,
    from staging.contact_records as records
    inner join people.assignments as assigned using (record_id)
    inner join matches.records as compared using (record_id)
    left join emails using (record_id)
    left join phones using (record_id)
)

select * from joined
order by record_id
