-- One row per target and person who could introduce the owner to it.
-- target_id: to what
-- person_id: through whom
-- strength: the weaker of the two links, 0-100
-- link: how they are tied to the target
-- evidence: interaction ids
select target_id, person_id, strength, link, evidence
from reasons.introductions
order by target_id, strength desc, person_id
