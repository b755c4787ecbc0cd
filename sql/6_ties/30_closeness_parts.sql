-- One row per person, moment and part of closeness; parts add up to closeness.
-- give and take: 40 * g(sum) shared out by channel, as each channel's share of
-- the sum; g(x) = ln(1 + min(x, cap) / floor) / ln(1 + cap / floor).
-- Sums are decimal, so that they do not depend on the order of the rows.
with

aged as (
    select
        instants.instant,
        contacts.*,
        date_diff('second', contacts.happened_at, instants.instant) / 86400.0
            as age,
    from ties.contacts as contacts
    inner join ties.instants as instants
        on contacts.happened_at <= instants.instant
),

weighed as (
    select
        *,
        (
            weight
            * (
                getvariable('closeness_mix')[1]
                * pow(0.5, age / getvariable('closeness_half_life_days')[1])
                + getvariable('closeness_mix')[2]
                * pow(0.5, age / getvariable('closeness_half_life_days')[2])
            )
        )::decimal(18, 12) as mass,
    from aged
),

sided as (
    select *, 'give' as side from weighed where direction in ('out', 'both')
    union all
    select *, 'take' as side from weighed where direction in ('in', 'both')
),

by_channel as (
    select
        instant,
        person_id,
        side,
        channel,
        sum(mass)::double as mass,
        sum(touches) as touches,
        max(happened_at) as happened_at,
        list(interaction_id order by happened_at desc, interaction_id)[1:5]
            as evidence,
    from sided
    group by all
),

shared as (
    select
        *,
        sum(mass) over (
            partition by instant, person_id, side
            order by channel
            rows between unbounded preceding and unbounded following
        ) as side_mass,
    from by_channel
),

sides as (
    select
        instant,
        person_id,
        side || '_' || channel as part,
        if(
            side = 'give',
            getvariable('closeness_give'),
            getvariable('closeness_take')
        )
        * ln(
            1 + least(side_mass, getvariable('closeness_cap'))
            / getvariable('closeness_floor')
        )
        / ln(1 + getvariable('closeness_cap') / getvariable('closeness_floor'))
        * mass / side_mass as points,
        touches,
        happened_at,
        evidence,
    from shared
    where side_mass > 0
),

freshness as (
    select
        instant,
        person_id,
        'fresh' as part,
        getvariable('closeness_fresh')
        * pow(0.5, min(age) / getvariable('closeness_fresh_half_life_days'))
            as points,
        1 as touches,
        max(happened_at) as happened_at,
        [arg_max(interaction_id, (happened_at, interaction_id))] as evidence,
    from aged
    group by instant, person_id
)

select * from sides
union all
select * from freshness
order by person_id, instant desc, part
