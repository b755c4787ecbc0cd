-- One row per contact record and e-mail address, with what kind of mailbox it is.
with

addresses as (
    select distinct on (identifiers.record_id, identifiers.value)
        identifiers.record_id,
        assigned.person_id,
        identifiers.value as email,
        normal.domain,
        identifiers.is_role,
        identifiers.is_automated,
        normal.is_free,
    from matches.record_identifiers as identifiers
    inner join people.assignments as assigned using (record_id)
    inner join staging.normal_email as normal
        on normal.email = identifiers.value
    where identifiers.kind = 'email'
    order by identifiers.record_id, identifiers.value
)

select * from addresses
order by record_id, email
