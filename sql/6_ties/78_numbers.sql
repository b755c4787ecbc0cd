-- One row per person that is one: a number, as many pairs of them are compared.
select
    person_id,
    (row_number() over (order by person_id))::integer as number,
from interactions.kinds
where kind = 'person'
