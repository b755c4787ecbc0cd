-- One row per person id that gave way to another, or to two.
-- old_id: the id that was, or from which another split
-- person_id: who that is now, or who split from it
-- run_id: the run that found out
-- why: merged or split
select old_id, person_id, run_id, why,
from people.redirects
order by old_id, run_id, person_id
