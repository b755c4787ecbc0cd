-- One row per person of whom two parts were joined on little: the most doubtful join.
-- Either each part has a private mailbox, and none is of both; where several joins lie
-- between them, rather the one with a number of their own on either side. Or a common
-- name and an employer is all there is.
-- pairs: of records that are together by this join
-- doubt: how likely they are two, for the order only
-- evidence: why they were joined, and what speaks against it
with recursive

private as (
    select distinct email from staging.normal_email where is_free
),

own as (
    select
        assigned.person_id,
        assigned.record_id,
        identifiers.kind,
        identifiers.value,
    from matches.record_identifiers as identifiers
    inner join people.assignments as assigned using (record_id)
    left join private
        on identifiers.kind = 'email' and private.email = identifiers.value
    anti join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    where identifiers.kind = 'phone' or private.email is not null
),

owners as (
    select distinct person_id from people.assignments where rule = 'owner'
),

persons as (
    select person_id
    from own
    anti join owners using (person_id)
    where kind = 'email'
    group by 1
    having count(distinct value) > 1
),

-- Persons of a common name, times the share of all who have that employer.
named as (
    select
        records.full_key,
        count(distinct assigned.person_id) as persons,
    from matches.records as records
    inner join people.assignments as assigned using (record_id)
    where contains(records.full_key, ' ')
    group by 1
    having count(distinct assigned.person_id) > 5
),

employed as (
    select
        employers.employer,
        count(distinct assigned.person_id)
            / (select count(distinct person_id) from people.assignments)
            as share,
    from matches.employers as employers
    inner join people.assignments as assigned using (record_id)
    group by 1
),

colleagues as (
    select
        assigned.person_id,
        assigned.record_id,
        max(named.persons * employed.share) as doubt,
    from people.assignments as assigned
    inner join matches.records as records using (record_id)
    inner join named using (full_key)
    inner join matches.employers as mine using (record_id)
    inner join matches.employers as theirs
        on theirs.record_id = assigned.joined_to
        and theirs.employer = mine.employer
    inner join employed on employed.employer = mine.employer
    where assigned.rule in ('same_name_and_organisation', 'weight_of_evidence')
    group by all
    having max(named.persons * employed.share) >= 0.02
),

steps as (
    select assigned.*
    from people.assignments as assigned
    semi join (
        select person_id from persons union select person_id from colleagues
    ) as either on either.person_id = assigned.person_id
),

sizes as (
    select person_id, count(*) as records from steps group by 1
),

-- The records that hang on the rest of their person by one join.
parts as (
    select record_id as join_id, record_id, person_id
    from steps
    where rule not in ('judgement', 'owner', 'first')
    union all
    select parts.join_id, steps.record_id, parts.person_id
    from parts
    inner join steps on steps.joined_to = parts.record_id
),

sized as (
    select join_id, person_id, count(*) as below
    from parts
    group by all
),

sides as (
    select
        sized.join_id,
        own.kind,
        coalesce(
            list(own.value) filter (parts.record_id is not null), []
        ) as below,
        coalesce(list(own.value) filter (parts.record_id is null), []) as above,
    from sized
    inner join own on own.person_id = sized.person_id
    left join parts
        on parts.join_id = sized.join_id and parts.record_id = own.record_id
    group by all
),

apart as (
    select
        join_id,
        bool_or(
            kind = 'phone'
            and not list_has_all(above, below)
            and not list_has_all(below, above)
        ) as numbers_differ,
    from sides
    group by 1
    having
        bool_or(
            kind = 'email'
            and len(below) > 0
            and len(above) > 0
            and not list_has_any(below, above)
        )
),

found as (
    select join_id, numbers_differ, 0.3 as doubt, 'private mailbox' as what
    from apart
    union all
    select record_id, false, least(doubt, 0.2), 'namesake'
    from colleagues
),

doubtful as (
    select distinct on (steps.person_id)
        steps.person_id,
        least(steps.record_id, steps.joined_to) as record_a,
        greatest(steps.record_id, steps.joined_to) as record_b,
        sized.below * (sizes.records - sized.below) as pairs,
        found.doubt,
        'joined already: ' || steps.evidence || if(
            found.what = 'namesake',
            '; but others of that name may work there',
            '; but each has a private mailbox of their own'
        ) as evidence,
    from found
    inner join sized using (join_id)
    inner join steps on steps.record_id = found.join_id
    inner join sizes on sizes.person_id = steps.person_id
    order by
        steps.person_id,
        found.what desc,
        found.numbers_differ desc,
        pairs desc,
        steps.weight,
        steps.record_id
)

select * from doubtful
order by person_id
