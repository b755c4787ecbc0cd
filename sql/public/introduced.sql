-- One row per person whom somebody introduced to the owner.
-- person_id: who was introduced
-- by_person_id: by whom
-- happened_at: when, UTC; the first contact where only an address book says so
-- evidence: interaction ids, or the contact record that says so
select person_id, by_person_id, happened_at, evidence,
from reasons.introduced
order by happened_at, person_id
