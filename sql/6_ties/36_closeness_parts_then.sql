-- One row per person and part of closeness 90 days ago; the same formula, from there.
-- The parts add up to closeness_90d_ago.
with

earlier as (
    select instant
    from ties.instants
    where quarters_back = 1
),

aged as (
    select
        contacts.*,
        date_diff('second', contacts.happened_at, earlier.instant) / 86400.0
            as age,
    from ties.contacts as contacts
    inner join earlier on contacts.happened_at <= earlier.instant
),

weighed as (
    select
        person_id,
        channel,
        direction,
        age,
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

by_channel as (
    select person_id, 'give' as side, channel, sum(mass)::double as mass
    from weighed
    where direction != 'in'
    group by all
    union all
    select person_id, 'take' as side, channel, sum(mass)::double as mass
    from weighed
    where direction != 'out'
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
    from weighed
    group by person_id
)

select * from sides
union all
select * from freshness
order by person_id, part
