-- One row per person whom a small meeting, an introduction or a favour leaves
-- with a thank-you owed: no later message, call or meeting from the owner.
-- Meetings of a standing series owe none; nor do people seen every other week.
with

series as (
    select thread_id
    from interactions.interactions
    where thread_id != '' and channel in ('meeting', 'video')
    group by thread_id
    having count(distinct happened_at) >= 3
),

favours as (
    select
        interactions.person_id,
        interactions.happened_at,
        interactions.interaction_id,
        'you met on ' as what,
    from interactions.interactions as interactions
    inner join ties.rhythm as rhythm using (person_id)
    where
        not interactions.machine
        and interactions.channel in ('meeting', 'video')
        and interactions.others <= getvariable('owed_thanks_max_others')
        and interactions.thread_id not in (select thread_id from series)
        and rhythm.rhythm_days > 14
    union all
    select
        journal.person_id,
        journal.happened_at,
        journal.interaction_id,
        if(
            journal.journal_kind = 'intro',
            'they introduced you on ',
            'they came back to what you asked on '
        ),
    from reasons.journal as journal
    left join reasons.turns as turns using (person_id)
    where
        (journal.journal_kind = 'intro' and journal."role" = 'introducer')
        or (
            journal.journal_kind = 'asked'
            and turns.they_turned > journal.happened_at
        )
),

unthanked as (
    select favours.*
    from favours
    inner join reasons.turns as turns using (person_id)
    where
        days_since(favours.happened_at) * 24
        >= getvariable('owed_thanks_after_hours')
        and coalesce(turns.owner_turned <= favours.happened_at, true)
    qualify
        row_number() over (
            partition by person_id
            order by favours.happened_at desc, interaction_id
        ) = 1
)

select
    person_id,
    'thanks' as kind,
    happened_at as since,
    getvariable('owed_thanks')
    * pow(
        0.5,
        greatest(
            0, days_since(happened_at) - getvariable('owed_thanks_full_days')
        )
        / getvariable('owed_thanks_half_life_days')
    ) as points,
    'Thank-you owed: ' || what || said_day(local_day(happened_at))
    || ' (' || said_ago(local_day(happened_at)) || '), no word from you since'
        as fact,
    [interaction_id] as evidence,
from unthanked
