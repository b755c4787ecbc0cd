-- One row per person whom a small meeting, an introduction or a favour leaves
-- with a thank-you owed: no later message, call or meeting from the owner.
-- Meetings of a standing series owe none; nor do family, nor people seen every
-- other week. What was asked by mail is a favour when it came with a file or at
-- length.
with

series as (
    select thread_id
    from interactions.interactions
    where thread_id != '' and channel in ('meeting', 'video')
    group by thread_id
    having count(distinct happened_at) >= 3
),

often_seen as (
    select person_id
    from ties.rhythm
    where gaps >= 3 and usual_days <= 14
    union
    select person_id
    from people.groups
    where group_name = 'family'
),

met as (
    select
        interactions.person_id,
        interactions.happened_at,
        interactions.interaction_id,
        'you met on ' as what,
    from interactions.interactions as interactions
    anti join often_seen using (person_id)
    where
        not interactions.machine
        and interactions.channel in ('meeting', 'video')
        and interactions.others <= getvariable('owed_thanks_max_others')
        and interactions.thread_id not in (select thread_id from series)
),

presented as (
    select
        by_person_id as person_id,
        happened_at,
        interaction_id,
        'they introduced you on ' as what,
    from reasons.presented
    where owner_role = 'to'
),

-- the first answer in the thread of a question the owner asked them
answered as (
    select
        answers.person_id,
        answers.happened_at,
        answers.interaction_id,
        'they sent what you asked for on ' as what,
    from interactions.interactions as asked
    inner join interactions.interactions as answers
        using (person_id, thread_id)
    anti join often_seen using (person_id)
    where
        asked.direction = 'out'
        and asked.asks_question
        and asked.thread_id != ''
        and not answers.machine
        and answers.direction = 'in'
        and answers.channel = 'email'
        and answers.others <= getvariable('owed_reply_max_others')
        and answers.happened_at > asked.happened_at
        and not coalesce(answers.says_thanks, false)
        and (
            answers.has_attachment
            or answers.words >= getvariable('owed_advice_words')
        )
    qualify
        row_number() over (
            partition by asked.person_id, asked.interaction_id
            order by answers.happened_at, answers.interaction_id
        ) = 1
),

noted as (
    select
        journal.person_id,
        journal.happened_at,
        journal.interaction_id,
        if(
            journal.journal_kind = 'intro',
            'they introduced you on ',
            'they came back to what you asked on '
        ) as what,
    from reasons.journal as journal
    left join reasons.turns as turns using (person_id)
    where
        (journal.journal_kind = 'intro' and journal."role" = 'introducer')
        or (
            journal.journal_kind = 'asked'
            and turns.they_turned > journal.happened_at
        )
),

favours as (
    select * from met
    union all
    select * from presented
    union all
    select * from answered
    union all
    select * from noted
),

unthanked as (
    select favours.*
    from favours
    left join reasons.turns as turns using (person_id)
    where
        days_since(favours.happened_at) * 24
        >= getvariable('owed_thanks_after_hours')
        and coalesce(turns.owner_turned <= favours.happened_at, true)
    qualify
        row_number() over (
            partition by person_id
            order by favours.happened_at desc, interaction_id, what
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
