-- One row per person whom somebody introduced to the owner, earliest first.
-- From the journal (`intro by A: B`), and from mail in which A presents B to the
-- owner, who had no contact with B before, and has since.
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
        parties.person_id,
        letters.person_id as by_person_id,
        letters.happened_at,
        letters.interaction_id,
    from interactions.interactions as letters
    inner join interactions.parties as parties using (interaction_id)
    inner join interactions.kinds as kinds
        on kinds.person_id = parties.person_id
    inner join ties.closeness as closeness
        on closeness.person_id = parties.person_id
    where
        letters.introduces
        and letters.direction = 'in'
        and letters.others between 2 and 3
        and not letters.machine
        and letters.happened_at <= getvariable('as_of')::timestamp
        and kinds.kind = 'person'
        and parties.person_id != letters.person_id
        and closeness.first_contact >= letters.happened_at
)

select
    person_id,
    by_person_id,
    happened_at,
    [interaction_id] as evidence,
from (
    select * from by_journal
    union all
    select * from by_mail
)
qualify
    row_number() over (
        partition by person_id
        order by happened_at, by_person_id, interaction_id
    ) = 1
order by person_id
