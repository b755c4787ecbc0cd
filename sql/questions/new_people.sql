-- New people this quarter: whom I first had to do with since it began.
with today as (
    select max(as_of) as as_of from scores
),

newcomers as (
    select
        people.name,
        people.organisation,
        cast(min(interactions.happened_at) as date) as first_contact,
        arg_min(
            interactions.channel,
            (interactions.happened_at, interactions.channel)
        ) as first_channel,
        count(*) as touches,
    from people
    inner join interactions using (person_id)
    cross join today
    where
        people.kind = 'person'
        and not coalesce(interactions.machine, false)
        and interactions.happened_at <= today.as_of
    group by people.person_id, people.name, people.organisation
),

this_quarter as (
    select newcomers.*
    from newcomers
    cross join today
    where first_contact >= date_trunc('quarter', today.as_of)
)

select * from this_quarter
order by first_contact desc, name, organisation, first_channel, touches
