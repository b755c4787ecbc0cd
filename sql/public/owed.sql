-- One row per person and thing the owner owes them.
-- person_id: whom
-- kind: thanks, reply, promise, intro or give_back
-- since: since when, UTC
-- points: 0-60, before a person's sum is capped at 100
-- fact: what happened, in a sentence
-- evidence: interaction ids
select person_id, kind, since, points, fact, evidence,
from reasons.owed
order by person_id, points desc, kind, since, fact, evidence
