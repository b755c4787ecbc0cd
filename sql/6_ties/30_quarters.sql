-- One row per person, channel, direction and quarter of thirteen weeks with contact.
-- quarters_back: 0 is the quarter to now; what is over three years old is 12.
-- Decay is exponential, so what a quarter held decays as one sum: quick and slow are
-- its contacts, each aged to the quarter's end. Sums are decimal, so that they do not
-- depend on the order of the rows.
with

placed as (
    select
        contacts.*,
        contact_weight(
            contacts.channel,
            contacts.fewest,
            coalesce(long_talks.counted, contacts.half_hours)
        ) as weight,
        days_since(contacts.happened_at) as age,
        least(12, floor(age / 91))::integer as quarters_back,
    from ties.contacts as contacts
    left join ties.long_talks as long_talks
        using (number, channel, direction, day)
),

aged as (
    select
        * replace (age - 91 * quarters_back as age),
    from placed
),

quarters as (
    select
        number,
        channel,
        direction,
        quarters_back,
        sum(
            (
                weight * getvariable('closeness_mix')[1]
                * pow(0.5, age / getvariable('closeness_half_life_days')[1])
            )::decimal(18, 12)
        )::double as quick,
        sum(
            (
                weight * getvariable('closeness_mix')[2]
                * pow(0.5, age / getvariable('closeness_half_life_days')[2])
            )::decimal(18, 12)
        )::double as slow,
        sum(touches)::bigint as touches,
        min(happened_at) as first_contact,
        max(happened_at) as last_contact,
    from aged
    group by all
)

select person_id, quarters.* exclude (number)
from quarters
inner join ties.numbers using (number)
