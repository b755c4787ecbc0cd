-- One row per person, score and part; the parts of a score add up to it.
-- person_id: who
-- score: closeness, due, owed, goals or cultivate
-- part: which part of it
-- points: what it adds
-- fact: the fact behind it, in a sentence
-- happened_at: when that was, UTC
-- source: the source that told of it
-- evidence: interaction ids
select person_id, score, part, points, fact, happened_at, source, evidence,
from scores.score_parts
order by person_id, score, points desc, part, happened_at, fact, evidence
