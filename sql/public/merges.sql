-- One row per contact record and the reason it belongs to its person.
-- person_id: the person
-- record_id: the record
-- rule: the rule that joined it
-- evidence: what the rule saw, in a sentence
-- judged_by: rules, or owner
select person_id, record_id, rule, evidence, judged_by,
from people.merges
order by person_id, record_id
