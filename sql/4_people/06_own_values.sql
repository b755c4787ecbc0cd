-- One row per private mailbox or number that nobody shares, and record that shows it,
-- of whoever has several such mailboxes and is not the owner.
with

private as (
    select distinct email from staging.normal_email where is_free
),

own as (
    select
        assigned.person_id,
        assigned.record_id,
        identifiers.kind,
        identifiers.value,
    from matches.record_identifiers as identifiers
    inner join people.assignments as assigned using (record_id)
    left join private
        on identifiers.kind = 'email' and private.email = identifiers.value
    anti join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    where identifiers.kind = 'phone' or private.email is not null
),

owners as (
    select distinct person_id from people.assignments where rule = 'owner'
),

several as (
    select person_id
    from own
    anti join owners using (person_id)
    where kind = 'email'
    group by 1
    having count(distinct value) > 1
)

select own.*
from own
semi join several using (person_id)
order by record_id, kind, value
