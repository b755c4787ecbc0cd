-- One row per contact record that joined a person, and why it belongs.
select
    person_id,
    record_id,
    rule,
    evidence,
    if(rule in ('judgement', 'kind'), 'you', 'rule') as judged_by,
    joined_to,
    weight,
from people.assignments
where joined_to is not null
order by person_id, record_id
