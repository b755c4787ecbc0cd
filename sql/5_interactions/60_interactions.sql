-- One row per person and touch, once; machines marked with their rule.
select
    rows.interaction_id,
    rows.person_id,
    rows.happened_at,
    rows.time_source,
    rows.channel,
    rows.direction,
    rows.others,
    rows."role",
    rows.source,
    rows.account,
    rows.source_key,
    rows.thread_key as thread_id,
    rows.subject,
    rows.duration_minutes,
    rows.accepted,
    rows.place,
    rows.asks_question,
    rows.says_thanks,
    rows.introduces,
    rows.has_attachment,
    nullif(rows.invitation, '') as invitation,
    rows.words,
    rows.language,
    rules.rule is not null or kinds.kind not in ('person', 'role') as machine,
    coalesce(
        rules.rule,
        if(kinds.kind not in ('person', 'role'), kinds.kind_rule, null)
    ) as machine_rule,
from interactions.rows as rows
inner join interactions.kinds as kinds using (person_id)
left join interactions.message_rules as rules using (interaction_id, person_id)
order by rows.happened_at, rows.interaction_id, rows.person_id
