-- One row per person, moment and part of closeness; the parts of a moment add up.
-- quarters_back: 0 is now, 1 is thirteen weeks ago, by the same formula from there.
-- give and take: 40 * g(sum) shared out by channel, as each channel's share of
-- the sum; g(x) = .95 * ln(1 + min(x, cap) / floor) / ln(1 + cap / floor) and .05 for
-- what is beyond the cap, up to ten caps, so that daily talk ranks before weekly.
with

moments as (
    select unnest([0, 1]) as looked_from
),

seen as (
    select
        quarters.*,
        moments.looked_from,
        91.0 * (quarters.quarters_back - moments.looked_from) as gap,
    from ties.quarters as quarters
    inner join moments on quarters.quarters_back >= moments.looked_from
),

carried as (
    select
        *,
        (
            quick * pow(0.5, gap / getvariable('closeness_half_life_days')[1])
            + slow * pow(0.5, gap / getvariable('closeness_half_life_days')[2])
        )::decimal(18, 12) as mass,
    from seen
),

sided as (
    select *, 'give' as side from carried where direction in ('out', 'both')
    union all
    select *, 'take' as side from carried where direction in ('in', 'both')
),

by_channel as (
    select
        person_id,
        looked_from,
        side,
        channel,
        sum(mass)::double as mass,
        sum(touches) as touches,
        max(last_contact) as happened_at,
    from sided
    group by all
),

shared as (
    select
        *,
        sum(mass) over (
            partition by person_id, looked_from, side
            order by channel
            rows between unbounded preceding and unbounded following
        ) as side_mass,
    from by_channel
),

sides as (
    select
        person_id,
        looked_from as quarters_back,
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
    from shared
    where side_mass > 0
),

last_contacts as (
    select
        person_id,
        looked_from as quarters_back,
        max(last_contact) as happened_at,
    from seen
    group by all
),

freshness as (
    select
        person_id,
        quarters_back,
        'fresh' as part,
        getvariable('closeness_fresh')
        * pow(
            0.5,
            (days_since(happened_at) - 91 * quarters_back)
            / getvariable('closeness_fresh_half_life_days')
        ) as points,
        1 as touches,
        happened_at,
    from last_contacts
)

select * from sides
union all
select * from freshness
order by person_id, quarters_back, part
