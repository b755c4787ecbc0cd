-- One row per old person id, with the person who answers for it now; and one per
-- person whom part of another's records became.
with recursive

told as (
    select old_id, person_id, run_id, why, 0 as place from raw.person_redirects
    union all
    select
        old_id,
        person_id,
        getvariable('run_id')::integer as run_id,
        why,
        1 as place,
    from people.redirects_new
),

newest as (
    select old_id, person_id, run_id, why
    from told
    where why = 'merged'
    qualify
        row_number() over (
            partition by old_id order by place desc, run_id desc, person_id
        ) = 1
),

followed as (
    select old_id, person_id, run_id, why, 1 as steps from newest
    union all
    select
        followed.old_id,
        newest.person_id,
        followed.run_id,
        followed.why,
        followed.steps + 1 as steps,
    from followed
    inner join newest on newest.old_id = followed.person_id
    where
        followed.steps < 100
        and followed.person_id not in (select person_id from people.people)
),

redirects as (
    select old_id, person_id, run_id, why
    from followed
    semi join people.people using (person_id)
    where old_id not in (select person_id from people.people)
    qualify row_number() over (partition by old_id order by steps) = 1
),

-- A merge that was undone has left nothing to tell.
splits as (
    select old_id, person_id, max(run_id) as run_id, why
    from told
    where
        why = 'split'
        and old_id in (select person_id from people.people)
        and person_id in (select person_id from people.people)
        and (person_id, old_id) not in (
            select (old_id, person_id) from told where why = 'merged'
        )
    group by all
)

select * from redirects
union all
select * from splits
order by old_id, person_id
