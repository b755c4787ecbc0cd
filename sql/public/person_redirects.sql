-- One row per person id that gave way to another.
-- old_id: the id that was
-- person_id: who that is now
-- run_id: the run that found out
-- why: merged or split
select old_id, person_id, run_id, why,
from people.redirects
order by old_id, run_id
