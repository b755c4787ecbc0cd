-- One row per person and earlier quarter with contact: closeness at its end.
-- By the same formula from there; in a quarter without contact it only fell.
with

sides as (
    select
        person_id,
        quarters_back,
        sum(if(direction != 'in', quick, 0)) as give_quick,
        sum(if(direction != 'in', slow, 0)) as give_slow,
        sum(if(direction != 'out', quick, 0)) as take_quick,
        sum(if(direction != 'out', slow, 0)) as take_slow,
        max(last_contact) as last_contact,
    from (
        select * replace (
            quick::decimal(18, 12) as quick, slow::decimal(18, 12) as slow
        )
        from ties.quarters
        where quarters_back > 0
    )
    group by all
),

faded as (
    select
        later.person_id,
        later.quarters_back,
        pow(
            0.5,
            91.0 * (earlier.quarters_back - later.quarters_back)
            / getvariable('closeness_half_life_days')[1]
        ) as quick_left,
        pow(
            0.5,
            91.0 * (earlier.quarters_back - later.quarters_back)
            / getvariable('closeness_half_life_days')[2]
        ) as slow_left,
        earlier.* exclude (person_id, quarters_back),
    from sides as later
    inner join sides as earlier
        on
            earlier.person_id = later.person_id
            and earlier.quarters_back >= later.quarters_back
),

carried as (
    select
        person_id,
        quarters_back,
        sum(
            (give_quick * quick_left + give_slow * slow_left)::decimal(18, 12)
        )::double as give,
        sum(
            (take_quick * quick_left + take_slow * slow_left)::decimal(18, 12)
        )::double as take,
        max(last_contact) as last_contact,
    from faded
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
        (days_since(last_contact) - 91 * quarters_back)
        / getvariable('closeness_fresh_half_life_days')
    ) as closeness,
from carried
