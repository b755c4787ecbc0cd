-- One row per pair of contact records that may be one person.
-- record_a: one record
-- record_b: the other
-- weight: how strongly they look alike, 0-1
-- band: joined, review, refused or dropped
-- evidence: what speaks for it, in a sentence
select record_a, record_b, weight, band, evidence,
from people.match_candidates
order by weight desc, record_a, record_b
