-- One row per person with contact in the last year: who turns to whom.
-- give_share: the owner's part of all contact, decayed by half in a year.
-- leaning: one_sided_owner or one_sided_them past 100 to 40, from six contacts on.
with

year as (
    select
        contacts.number,
        contacts.direction,
        contacts.touches,
        (
            contact_weight(
                contacts.channel,
                contacts.fewest,
                coalesce(long_talks.counted, contacts.half_hours)
            )
            * pow(0.5, days_since(contacts.happened_at) / 365)
        )::decimal(18, 12) as mass,
    from ties.contacts as contacts
    left join ties.long_talks as long_talks
        using (number, channel, direction, day)
    where days_since(contacts.happened_at) < 365
),

shares as (
    select
        numbers.person_id,
        sum(touches) as touches,
        sum(if(direction in ('out', 'both'), mass, 0))::double as give,
        sum(if(direction in ('in', 'both'), mass, 0))::double as take,
    from year
    inner join ties.numbers as numbers using (number)
    group by numbers.person_id
)

select
    *,
    give / nullif(give + take, 0) as give_share,
    case
        when touches < 6 then 'unknown'
        when give / (give + take) >= 100 / 140.0 then 'one_sided_owner'
        when give / (give + take) <= 40 / 140.0 then 'one_sided_them'
        else 'mutual'
    end as leaning,
from shares
order by person_id
