-- One row per person whom somebody introduced to the owner.
-- person_id: who was introduced
-- by_person_id: by whom
-- happened_at: when, UTC
-- evidence: interaction ids
select person_id, by_person_id, happened_at, evidence,
from reasons.introduced
order by happened_at, person_id
