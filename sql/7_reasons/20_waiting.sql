-- One row per person the owner asked something who has not come back yet.
with

asked as (
    select
        interactions.person_id,
        interactions.happened_at,
        interactions.interaction_id,
    from interactions.interactions as interactions
    inner join interactions.kinds as kinds using (person_id)
    left join reasons.turns as turns using (person_id)
    where
        kinds.kind = 'person'
        and not interactions.machine
        and interactions.direction = 'out'
        and interactions.asks_question
        and interactions.others <= getvariable('owed_reply_max_others')
        and interactions."role" in ('to', 'attendee')
        and days_since(interactions.happened_at) between 2 and 90
        and coalesce(turns.they_turned < interactions.happened_at, true)
    qualify
        row_number() over (
            partition by interactions.person_id
            order by interactions.happened_at desc, interactions.interaction_id
        ) = 1
)

select
    person_id,
    happened_at as since,
    'You asked on ' || said_day(local_day(happened_at))
    || ' and wait for an answer (' || said_ago(local_day(happened_at)) || ')'
        as fact,
    [interaction_id] as evidence,
from asked
order by person_id
