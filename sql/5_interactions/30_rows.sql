-- One row per person and touch with the owner, before machines are told apart.
-- A message received is a touch of its sender, not of the others it went to.
-- A message that answers somebody is a touch of theirs, addressed to them or not:
-- on a mailing list nobody is, and systems have answers sent elsewhere. The owner's
-- that passes theirs on, or goes to another whom they had addressed, is none. answers_owner: it answers one of the owner's own.
with

sides as (
    select
        interaction_id,
        count(*) filter (not is_owner and "role" != 'resource') as others,
        bool_or(is_owner and "role" != 'from') as owner_addressed,
        bool_or(is_owner and "role" = 'from') as owner_wrote,
        bool_or(is_owner and accepted is false) as owner_declined,
    from interactions.parties
    group by interaction_id
),

directed as (
    select
        touches.*,
        sides.others,
        coalesce(sides.owner_addressed, false) as owner_addressed,
        coalesce(sides.owner_declined, false) as owner_declined,
        case
            when touches.owner_side = 'out' or sides.owner_wrote then 'out'
            when touches.owner_side != '' then touches.owner_side
            when touches.channel in ('meeting', 'video', 'call') then 'both'
            else 'in'
        end as direction,
    from interactions.touches as touches
    inner join sides using (interaction_id)
),

answers as (
    select
        replies.interaction_id,
        authors.person_id,
        authors.is_owner,
        replies.list_id = ''
        and answered.list_id = ''
        and replies.direction = 'out'
        and (
            regexp_matches(
                lower(replies.subject),
                '^((re|aw|sv) ?: *)*(fwd?|wg|tr|rv|enc|i|doorst|pd) ?:'
            )
            or exists (
                from interactions.parties as addressed
                semi join interactions.parties as there
                    on
                        there.interaction_id = answered.interaction_id
                        and there.person_id = addressed.person_id
                where
                    addressed.interaction_id = replies.interaction_id
                    and not addressed.is_owner
            )
        ) as elsewhere,
    from directed as replies
    inner join interactions.touches as answered
        on replies.answers = answered.once_key
    inner join interactions.parties as authors
        on
            authors.interaction_id = answered.interaction_id
            and authors."role" = 'from'
    where replies.answers != ''
),

addressed as (
    select interaction_id, person_id, "role", accepted
    from interactions.parties
    where not is_owner
    union all
    select answers.interaction_id, answers.person_id, 'to', null
    from answers
    anti join interactions.parties using (interaction_id, person_id)
    where not answers.is_owner and answers.elsewhere is not true
)

select
    directed.*,
    addressed.person_id,
    addressed."role",
    addressed.accepted,
    directed.interaction_id in (
        select interaction_id from answers where is_owner
    ) as answers_owner,
from directed
inner join addressed using (interaction_id)
where
    directed.direction != 'in'
    or addressed."role" = 'from'
    or directed.journal_kind != ''
order by interaction_id, person_id
