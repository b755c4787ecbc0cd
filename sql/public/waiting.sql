-- One row per person the owner waits for; it scores nothing.
-- person_id: for whom
-- since: since when, UTC
-- fact: what was asked when, in a sentence
-- evidence: interaction ids
select person_id, since, fact, evidence,
from reasons.waiting
order by since, person_id
