-- One row per person and touch that is no sign of a relationship, with the rule.
-- A bulk header counts unless the message stands in a thread the owner wrote in,
-- or is to the owner, from somebody the owner wrote to within a year. One that
-- firms' relays put on anybody's mail counts only where the sender's name is unlike
-- their address. An absence's answer counts for nothing, the owner's own neither.
with

owner_wrote as (
    select distinct thread_key
    from interactions.rows
    where direction = 'out' and thread_key != ''
),

to_owner as (
    select distinct interaction_id
    from interactions.parties
    where is_owner and "role" = 'to'
),

written_to as (
    select person_id, list(distinct happened_at) as times
    from interactions.rows
    where direction = 'out'
    group by person_id
),

judged as (
    select
        rows.interaction_id,
        rows.person_id,
        case
            when rows.in_spam then 'spam_folder'
            when rows.cancelled then 'cancelled'
            when rows.all_day then 'all_day'
            when rows.owner_declined then 'owner_declined'
            when rows.accepted is false then 'they_declined'
            when rows."role" = 'resource' then 'resource'
            when rows.bulk_rule = 'auto_replied' then 'auto_replied'
            when rows.direction = 'both' and rows.others > 30 then 'crowd'
            when
                rows.direction = 'in'
                and not rows.answers_owner
                and not rows.owner_addressed
                and (rows.list_id != '' or rows.others = 1)
                and rows.channel = 'email'
                then 'list_traffic'
            when
                rows.direction = 'in'
                and not rows.answers_owner
                and rows.bulk_rule != ''
                and (
                    rows.bulk_rule not in (
                        'feedback_id',
                        'sending_service',
                        'x_auto_response_suppress'
                    )
                    or coalesce(
                        senders."unlike" or senders.firm_signed, true
                    )
                )
                and owner_wrote.thread_key is null
                and not (
                    to_owner.interaction_id is not null
                    and list_contains(
                        list_transform(
                            coalesce(written_to.times, []),
                            lambda sent:
                                abs(date_diff('day', sent, rows.happened_at))
                                <= 365
                        ),
                        true
                    )
                )
                then rows.bulk_rule
        end as rule,
    from interactions.rows as rows
    left join owner_wrote using (thread_key)
    left join to_owner using (interaction_id)
    left join written_to using (person_id)
    left join interactions.senders as senders using (person_id)
)

select * from judged
where rule is not null
order by interaction_id, person_id
