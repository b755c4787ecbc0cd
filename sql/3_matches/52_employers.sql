-- One row per contact record and employer it shows, by its card or its mail.
-- A mail domain stands for the organisation that most of its people name.
with

mailboxes as (
    select distinct identifiers.record_id, normal.domain
    from matches.record_identifiers as identifiers
    inner join staging.normal_email as normal
        on normal.email = identifiers.value
    where
        identifiers.kind = 'email'
        and not normal.is_free
        and not normal.is_automated
        and not normal.is_family
),

named as (
    select
        mailboxes.domain,
        records.organisation_key,
        count(*) as records,
    from mailboxes
    inner join matches.records as records using (record_id)
    where records.organisation_key is not null
    group by all
),

owners as (
    select
        domain,
        arg_max(organisation_key, (records, organisation_key)) as employer,
    from named
    group by 1
    having max(records) >= 2 and max(records) * 2 > sum(records)
),

shown as (
    select record_id, organisation_key as employer
    from matches.records
    where organisation_key is not null
    union
    select
        mailboxes.record_id,
        coalesce(owners.employer, '@' || mailboxes.domain) as employer,
    from mailboxes
    left join owners using (domain)
)

select * from shown
order by record_id, employer
