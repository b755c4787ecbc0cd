-- One row per person that is there more than once, or contact record without one.
select person_id, count(*) as rows_found,
from main.people
group by person_id
having count(*) > 1
union all
select person_id, 1 as rows_found,
from main.contact_records
where person_id is null or person_id not in (select person_id from main.people)
