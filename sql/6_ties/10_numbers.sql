-- One row per person: a number, as many touches and pairs of them are compared.
select
    person_id,
    (row_number() over (order by person_id))::integer as number,
    kind,
from interactions.kinds
