-- One row per person who can be proposed, best first: what to do, by when and why.
-- Muted and snoozed people, and those nothing speaks for, are left out.
with

today as (
    select local_day(getvariable('as_of')::timestamp) as day
),

words as (
    select
        person_id,
        bool_or(verb = 'mute') as muted,
        max(try_cast(value as date)) filter (verb = 'snooze') as snoozed_until,
    from people.decisions
    group by person_id
),

lines as (
    select
        person_id,
        sum(points order by part, fact) filter (part = 'keep') as keep_points,
        sum(points order by part, fact)
            filter (part like 'owed%') as owed_points,
        sum(points order by part, fact)
            filter (part like 'goals%') as goal_points,
        sum(points order by part, fact)
            filter (part like 'moment%') as moment_points,
        bool_or(part = 'goals_path' and points >= 2) as leads_to_target,
        list(fact order by points desc, part, fact)
            filter (points >= 0.05)[1:4] as reasons,
        arg_max(part, (points, part)) filter (part like 'owed%') as owed_most,
        min(happened_at) filter (part like 'owed%') as owed_since,
    from scores.score_parts
    where score = 'cultivate'
    group by person_id
),

private as (
    select distinct person_id
    from people.groups
    where group_name in ('family', 'friends', 'neighbours')
),

proposed as (
    select
        private.person_id is not null as is_private,
        lines.*,
        scores.*,
        balance.balance,
        balance.last_asked,
        balance.last_given,
        worth.worth,
        scores.state not in ('one_way', 'never')
        and coalesce(
            days_since(balance.last_asked)
            > getvariable('report_ask_cooldown_days')
            or balance.last_given > balance.last_asked,
            true
        ) as may_ask,
    from lines
    inner join scores.scores as scores using (person_id)
    inner join scores.lines as worth using (person_id)
    left join private using (person_id)
    left join words using (person_id)
    left join reasons.balance as balance using (person_id)
    cross join today
    where
        not coalesce(words.muted, false)
        and coalesce(words.snoozed_until <= today.day, true)
        and scores.cultivate > 0
),

acted as (
    select
        *,
        case
            when owed_most = 'owed_thanks' then 'send_thanks'
            when owed_most = 'owed_reply' then 'reply'
            when owed_most = 'owed_promise' then 'keep_promise'
            when owed_most = 'owed_intro' then 'tell_introducer'
            when owed_most = 'owed_give_back' or balance <= -2 then 'give_back'
            when leads_to_target and may_ask then 'ask_introduction'
            when state in ('fading', 'dormant') then 'call_or_meet'
            when
                getvariable('owner_stage') != 'settled'
                and not is_private
                and closeness >= 30
                and may_ask
                then 'ask_advice'
            else 'say_hello'
        end as action,
    from proposed
)

select
    row_number() over (
        order by
            acted.cultivate desc,
            acted.owed desc,
            acted.worth desc,
            acted.person_id
    ) as rank,
    acted.person_id,
    acted.action,
    greatest(
        today.day,
        case
            when acted.owed_since is not null
                then local_day(acted.owed_since) + 7
            else least(
                local_day(acted.last_contact) + acted.target_days::integer,
                today.day + 14
            )
        end
    ) as action_by,
    acted.cultivate,
    coalesce(acted.keep_points, 0.0) as keep_points,
    coalesce(acted.owed_points, 0.0) as owed_points,
    coalesce(acted.goal_points, 0.0) as goal_points,
    coalesce(acted.moment_points, 0.0) as moment_points,
    acted.reasons,
from acted
cross join today
order by rank
