-- One row per person and part of closeness now; the parts add up to closeness.
-- give and take: 40 * g(sum) shared out by channel, as each channel's share of
-- the sum; g(x) = ln(1 + min(x, cap) / floor) / ln(1 + cap / floor).
-- Sums are decimal, so that they do not depend on the order of the rows.
with

aged as (
    select *, days_since(happened_at) as age,
    from ties.contacts
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
        person_id,
        side,
        channel,
        sum(mass)::double as mass,
        sum(touches) as touches,
        max(happened_at) as happened_at,
        arg_max(interaction_id, (happened_at, interaction_id), 5) as evidence,
    from sided
    group by all
),

shared as (
    select
        *,
        sum(mass) over (
            partition by person_id, side
            order by channel
            rows between unbounded preceding and unbounded following
        ) as side_mass,
    from by_channel
),

sides as (
    select
        person_id,
        side || '_' || channel as part,
        if(
            side = 'give',
            getvariable('closeness_give'),
            getvariable('closeness_take')
        )
        * nearness(side_mass)
        * mass / side_mass as points,
        touches,
        happened_at,
        evidence,
    from shared
    where side_mass > 0
),

freshness as (
    select
        person_id,
        'fresh' as part,
        getvariable('closeness_fresh')
        * pow(0.5, min(age) / getvariable('closeness_fresh_half_life_days'))
            as points,
        1 as touches,
        max(happened_at) as happened_at,
        arg_max(interaction_id, (happened_at, interaction_id), 1) as evidence,
    from aged
    group by person_id
)

select * from sides
union all
select * from freshness
order by person_id, part
