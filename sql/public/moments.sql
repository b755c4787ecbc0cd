-- One row per person and occasion near as_of.
-- person_id: whose
-- kind: birthday, anniversary, job_change, address_lost, meeting, trip, reminder
-- happens_on: the day, in the owner's zone
-- fact: what, in a sentence
select person_id, kind, happens_on, fact,
from reasons.moments
order by happens_on, person_id, kind
