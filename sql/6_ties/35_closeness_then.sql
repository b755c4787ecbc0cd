-- One row per person and earlier moment: closeness as it was, by the same formula.
-- Decay is exponential, so what a quarter held decays as one sum: each contact is
-- aged to the end of its quarter once, and quarters are carried on from there.
with

aged as (
    select
        contacts.person_id,
        contacts.direction,
        contacts.happened_at,
        contacts.weight,
        instants.quarters_back,
        date_diff('second', contacts.happened_at, instants.instant) / 86400.0
            as age,
    from ties.contacts as contacts
    asof inner join ties.instants as instants
        on contacts.happened_at <= instants.instant
),

masses as (
    select
        *,
        (
            weight * getvariable('closeness_mix')[1]
            * pow(0.5, age / getvariable('closeness_half_life_days')[1])
        )::decimal(18, 12) as quick,
        (
            weight * getvariable('closeness_mix')[2]
            * pow(0.5, age / getvariable('closeness_half_life_days')[2])
        )::decimal(18, 12) as slow,
    from aged
),

quarters as (
    select
        person_id,
        quarters_back,
        sum(if(direction != 'in', quick, 0))::double as give_quick,
        sum(if(direction != 'in', slow, 0))::double as give_slow,
        sum(if(direction != 'out', quick, 0))::double as take_quick,
        sum(if(direction != 'out', slow, 0))::double as take_slow,
        max(happened_at) as happened_at,
    from masses
    group by all
),

gaps as (
    select
        later.quarters_back as quarters_back,
        later.instant,
        earlier.quarters_back as carried_from,
        date_diff('second', earlier.instant, later.instant) / 86400.0 as gap,
    from ties.instants as later
    inner join ties.instants as earlier
        on earlier.quarters_back >= later.quarters_back
    where later.quarters_back > 0
),

carried as (
    select
        quarters.person_id,
        gaps.quarters_back,
        gaps.instant,
        sum(
            give_quick
            * pow(0.5, gap / getvariable('closeness_half_life_days')[1])
            + give_slow
            * pow(0.5, gap / getvariable('closeness_half_life_days')[2])
            order by gaps.carried_from
        ) as give,
        sum(
            take_quick
            * pow(0.5, gap / getvariable('closeness_half_life_days')[1])
            + take_slow
            * pow(0.5, gap / getvariable('closeness_half_life_days')[2])
            order by gaps.carried_from
        ) as take,
        max(quarters.happened_at) as last_contact,
    from quarters
    inner join gaps on gaps.carried_from = quarters.quarters_back
    group by all
)

select
    person_id,
    quarters_back,
    getvariable('closeness_give') * nearness(give)
    + getvariable('closeness_take') * nearness(take)
    + getvariable('closeness_fresh')
    * pow(
        0.5,
        date_diff('second', last_contact, instant) / 86400.0
        / getvariable('closeness_fresh_half_life_days')
    ) as closeness,
from carried
order by person_id, quarters_back
