-- One row per person and touch that is there more than once.
select interaction_id, person_id, count(*) as rows_found,
from main.interactions
group by all
having count(*) > 1
