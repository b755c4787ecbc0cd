-- One row per person and favour.
-- person_id: with whom
-- kind: gave, asked, thanks; introduced, recommended, endorsed, each _you or _them
-- happened_at: UTC
-- value: above 0 the owner gave, below 0 the owner took
-- fact: what, in a sentence
-- evidence: interaction ids, or the contact record that says so
select person_id, kind, happened_at, value, fact, evidence,
from reasons.give_and_take
order by happened_at, person_id, kind, evidence
