-- One row per person of whom two parts were joined on little: the most doubtful join.
-- Either each part has a private mailbox, and none is of both; where several joins lie
-- between them, rather the one with a number of their own on either side. Or a common
-- name and an employer is all there is.
-- kind: of question, joined_mailboxes or joined_colleagues
-- pairs: of records that are together by this join
-- doubt: how likely they are two, for the order only
-- evidence: why they were joined, and what speaks against it
with

-- What the records below a join show, and what the rest of their person does.
sides as (
    select
        joins.join_id,
        own.kind,
        coalesce(
            list(own.value) filter (hanging.record_id is not null), []
        ) as below,
        coalesce(list(own.value) filter (hanging.record_id is null), [])
            as above,
    from (select distinct join_id, person_id from people.hanging) as joins
    inner join people.own_values as own on own.person_id = joins.person_id
    left join people.hanging as hanging
        on hanging.join_id = joins.join_id and hanging.record_id = own.record_id
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
    select
        join_id,
        'joined_mailboxes' as kind,
        numbers_differ,
        0.3::double as doubt,
        'each has a private mailbox of their own' as against,
    from apart
    union all
    select
        record_id,
        'joined_colleagues',
        false,
        least(doubt, 0.2),
        'others of that name may work there',
    from people.colleagues
),

sizes as (
    select person_id, count(*) as records
    from people.assignments
    group by 1
),

sized as (
    select join_id, count(*) as below
    from people.hanging
    group by 1
),

doubtful as (
    select distinct on (steps.person_id)
        steps.person_id,
        found.kind,
        least(steps.record_id, steps.joined_to) as record_a,
        greatest(steps.record_id, steps.joined_to) as record_b,
        sized.below * (sizes.records - sized.below) as pairs,
        found.doubt,
        'joined already: ' || steps.evidence || '; but ' || found.against
            as evidence,
    from found
    inner join sized using (join_id)
    inner join people.assignments as steps on steps.record_id = found.join_id
    inner join sizes on sizes.person_id = steps.person_id
    order by
        steps.person_id,
        found.kind desc,
        found.numbers_differ desc,
        pairs desc,
        steps.weight,
        steps.record_id
)

select * from doubtful
order by person_id
