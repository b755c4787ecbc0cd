-- One row per person and group.
-- person_id: who
-- group_name: co-workers, former co-workers, classmates, family, friends, ...
-- why: the evidence, or the owner's word
select person_id, group_name, why,
from people.groups
order by person_id, group_name, why
