-- One row per pair of contact records that may be one person, and rule that says so.
-- band: joined, review (the owner is asked), refused (with its reason) or dropped.
with

-- The more persons have a name, the less two of them are one.
namesakes as (
    select full_key, count(distinct person_id) as persons
    from people.contact_records
    where full_key != ''
    group by 1
),

pairs as (
    select
        candidates.record_a,
        candidates.record_b,
        candidates.rule,
        if(
            candidates.rule = 'same_name',
            round(candidates.weight / sqrt(greatest(persons - 1, 1)), 4),
            candidates.weight
        ) as weight,
        candidates.evidence,
    from matches.candidates as candidates
    inner join people.contact_records as records
        on records.record_id = candidates.record_a
    left join namesakes using (full_key)
    union all
    select record_a, record_b, rule, round(weight, 4), evidence
    from matches.weighed as weighed
    anti join matches.candidates as told on
        told.record_a = weighed.record_a
        and told.record_b = weighed.record_b
        and told.band = 'join'
    union all
    select record_a, record_b, rule, weight, evidence from people.proposals
),

born as (
    select person_id, birthday
    from people.people
    where length(birthday) = 10
),

judged as (
    select
        least(record_a, record_b) as record_a,
        greatest(record_a, record_b) as record_b,
        max_by(verb, line) as verb,
    from staging.decisions
    where verb in ('same', 'different', 'unsure')
    group by 1, 2
),

-- The owner's word about one pair holds for the two persons.
judged_persons as (
    select
        least(a.person_id, b.person_id) as person_one,
        greatest(a.person_id, b.person_id) as person_two,
        min(judged.verb) as verb,
    from judged
    inner join people.assignments as a on a.record_id = judged.record_a
    inner join people.assignments as b on b.record_id = judged.record_b
    where judged.verb != 'same'
    group by 1, 2
),

placed as (
    select
        pairs.*,
        least(a.person_id, b.person_id) as person_one,
        greatest(a.person_id, b.person_id) as person_two,
        refused.why as refused,
    from pairs
    inner join people.assignments as a on a.record_id = pairs.record_a
    inner join people.assignments as b on b.record_id = pairs.record_b
    left join people.refused as refused
        on refused.record_a = pairs.record_a
        and refused.record_b = pairs.record_b
        and refused.rule = pairs.rule
),

banded as (
    select
        placed.record_a,
        placed.record_b,
        placed.rule,
        placed.weight,
        case
            when placed.person_one = placed.person_two then 'joined'
            when judged_persons.verb = 'unsure' then 'dropped'
            when judged_persons.verb = 'different' then 'refused'
            when placed.refused is not null
                and placed.refused not in (
                    'each has a mailbox of their own there',
                    'an address book keeps them apart'
                )
                and not starts_with(placed.refused, 'parted on your word')
                then 'refused'
            when placed.weight < 0.1 then 'dropped'
            when born_one.birthday != born_two.birthday then 'dropped'
            -- Once for each two persons is enough to ask.
            when row_number() over (
                partition by placed.person_one, placed.person_two
                order by
                    placed.weight desc,
                    placed.record_a,
                    placed.record_b,
                    placed.rule
            ) > 1 then 'dropped'
            else 'review'
        end as band,
        placed.evidence || case
            when placed.person_one = placed.person_two then ''
            when judged_persons.verb = 'different'
                then '; you said they are different'
            when placed.refused is not null then '; ' || placed.refused
            else ''
        end as evidence,
        placed.person_one,
        placed.person_two,
    from placed
    left join judged_persons using (person_one, person_two)
    left join born as born_one on born_one.person_id = placed.person_one
    left join born as born_two on born_two.person_id = placed.person_two
)

select * from banded
order by weight desc, record_a, record_b, rule
