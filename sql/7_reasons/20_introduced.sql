-- One row per person whom somebody introduced to the owner, earliest first.
-- From the journal (`intro by A: B`), from mail in which A presents B to the owner,
-- who had no contact with B before, and has since; else from what an address book
-- says (`referred by`, `met through`), where one person alone is called so: then the
-- day is that of the first contact, and null when there was none.
with

by_journal as (
    select
        met.person_id,
        introducers.person_id as by_person_id,
        met.happened_at,
        met.interaction_id,
    from reasons.journal as met
    inner join reasons.journal as introducers using (touch_ref)
    where
        met.journal_kind = 'intro'
        and met."role" != 'introducer'
        and introducers."role" = 'introducer'
),

by_mail as (
    select
        presented.person_id,
        presented.by_person_id,
        presented.happened_at,
        presented.interaction_id,
    from reasons.presented as presented
    inner join ties.closeness as closeness using (person_id)
    where closeness.first_contact >= presented.happened_at
),

said as (
    select
        person_id,
        record_id,
        trim(split_part(relation, ':', 2)) as by_name,
    from (
        select person_id, record_id, unnest(relations) as relation
        from people.contact_records
    )
    where
        lower(trim(split_part(relation, ':', 1))) in (
            'referred by', 'met through', 'introduced by'
        )
),

called as (
    select
        names.value as by_name,
        min(records.person_id) as by_person_id,
    from staging.normal_name as names
    inner join people.contact_records as records using (full_key)
    where names.full_key != ''
    group by names.value
    having count(distinct records.person_id) = 1
),

by_card as (
    select
        said.person_id,
        called.by_person_id,
        closeness.first_contact as happened_at,
        said.record_id as interaction_id,
    from said
    inner join called using (by_name)
    inner join people.people as people
        on people.person_id = called.by_person_id and not people.is_owner
    left join ties.closeness as closeness
        on closeness.person_id = said.person_id
    where said.person_id != called.by_person_id
),

made as (
    select *, 1 as rank from by_journal
    union all
    select *, 1 as rank from by_mail
    union all
    select *, 2 as rank from by_card
)

select
    person_id,
    by_person_id,
    happened_at,
    [interaction_id] as evidence,
from made
qualify
    row_number() over (
        partition by person_id
        order by rank, happened_at, by_person_id, interaction_id
    ) = 1
order by person_id
