-- One row per join of a person who may be two, and record that hangs on it.
-- join_id: the record by which those hang on the rest of their person
with recursive

doubted as (
    select person_id from people.own_values
    union
    select person_id from people.colleagues
),

steps as (
    select
        assigned.record_id,
        assigned.joined_to,
        assigned.person_id,
        assigned.rule,
    from people.assignments as assigned
    semi join doubted using (person_id)
),

hanging as (
    select record_id as join_id, record_id, person_id
    from steps
    where rule not in ('judgement', 'owner', 'first')
    union all
    select hanging.join_id, steps.record_id, hanging.person_id
    from hanging
    inner join steps on steps.joined_to = hanging.record_id
)

select * from hanging
order by join_id, record_id
