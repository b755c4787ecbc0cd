-- One row per person who asked the owner something and has had no answer since:
-- their message was to the owner and few others, and nothing went back. Somebody
-- else's answer in the thread, or their own thanks there, settles it too.
with

questions as (
    select
        interactions.person_id,
        interactions.happened_at,
        interactions.interaction_id,
        interactions.thread_id,
    from interactions.interactions as interactions
    inner join interactions.parties as parties
        on
            parties.interaction_id = interactions.interaction_id
            and parties.is_owner
            and parties."role" = 'to'
    inner join ties.closeness as closeness
        on closeness.person_id = interactions.person_id
    left join reasons.turns as turns
        on turns.person_id = interactions.person_id
    where
        coalesce(turns.owner_turned <= interactions.happened_at, true)
        and not interactions.machine
        and interactions.direction = 'in'
        and interactions.channel in ('email', 'message', 'letter')
        and interactions.others <= getvariable('owed_reply_max_others')
        and interactions.happened_at <= getvariable('as_of')::timestamp
        and (
            interactions.asks_question
            or (interactions.asks_question is null and closeness.two_way)
        )
),

settled as (
    select distinct questions.interaction_id
    from questions
    inner join interactions.interactions as later
        on
            later.thread_id = questions.thread_id
            and later.happened_at > questions.happened_at
            and later.happened_at <= getvariable('as_of')::timestamp
    left join interactions.parties as addressed
        on
            addressed.interaction_id = later.interaction_id
            and addressed.person_id = questions.person_id
            and addressed."role" != 'from'
    where
        questions.thread_id != ''
        and later.direction = 'in'
        and not later.machine
        and not coalesce(later.asks_question, false)
        and if(
            later.person_id = questions.person_id,
            later.says_thanks,
            addressed.person_id is not null
        )
),

unanswered as (
    select
        questions.*,
        days_since(questions.happened_at) * 24 as hours,
    from questions
    anti join settled on settled.interaction_id = questions.interaction_id
    qualify
        row_number() over (
            partition by person_id
            order by questions.happened_at, interaction_id
        ) = 1
),

bounds as (
    select
        *,
        getvariable('owed_reply_after_hours')[1] as first_hour,
        getvariable('owed_reply_after_hours')[2] as full_hour,
    from unanswered
)

select
    person_id,
    'reply' as kind,
    happened_at as since,
    getvariable('owed_reply')
    * least(1, (hours - first_hour) / (full_hour - first_hour))
    * pow(
        0.5,
        greatest(0, hours - full_hour)
        / 24
        / getvariable('owed_reply_half_life_days')
    ) as points,
    'Reply owed: they asked you something on '
    || said_day(local_day(happened_at))
    || ' (' || said_ago(local_day(happened_at)) || ')' as fact,
    [interaction_id] as evidence,
from bounds
where hours > first_hour
