-- One row per pair of contact records that may be one person, and rule that says so.
-- record_a: one record
-- record_b: the other
-- weight: how strongly they look alike, 0-1
-- band: joined, review, refused or dropped
-- evidence: what speaks for it, in a sentence
-- rule: the rule that found the pair; weight_of_evidence where the model did
select record_a, record_b, weight, band, evidence, rule,
from people.match_candidates
order by weight desc, record_a, record_b, rule
