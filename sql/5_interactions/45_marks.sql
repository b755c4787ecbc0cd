-- One row per person who sent mail: how much of it a machine would send, and why.
-- marked: messages with a header only machines and mass mailings carry. A header
-- that firms' relays put on anybody's mail counts only where the name shown is
-- unlike the address. A message to a discussion list, or to many, tells nothing of
-- its sender: unmarked counts the others.
with

list_messages as (
    select distinct messages.interaction_id
    from interactions.rows as messages
    inner join interactions.parties as parties using (interaction_id)
    inner join people.addresses as addresses
        on addresses.person_id = parties.person_id
    where
        messages.list_id != ''
        and parties."role" != 'from'
        and (
            replace(addresses.email, '@', '.') = messages.list_id
            or split_part(addresses.email, '@', 1)
                = split_part(messages.list_id, '.', 1)
        )
),

received as (
    select
        rows.person_id,
        case
            when rows.in_spam then 'spam_folder'
            when rows.answers_owner or rows.bulk_rule = '' then ''
            when
                rows.bulk_rule in (
                    'feedback_id', 'sending_service', 'x_auto_response_suppress'
                )
                then if(
                    senders."unlike" or senders.firm_signed, rows.bulk_rule, ''
                )
            else rows.bulk_rule
        end as mark,
        coalesce(
            rows.interaction_id in (select interaction_id from list_messages)
            or rows.bulk_rule = 'many_recipients',
            false
        ) as public,
    from interactions.rows as rows
    left join interactions.senders as senders using (person_id)
    where rows.direction = 'in' and rows.channel = 'email'
),

marks as (
    select
        person_id,
        count(*) as received,
        count(*) filter (mark != '' and not public) as marked,
        count(*) filter (mark = '' and not public) as unmarked,
        min(mark) filter (mark != '' and not public) as mark,
    from received
    group by person_id
)

select * from marks
order by person_id
