-- One row per person and identifier.
-- person_id: whose it is
-- kind: email, phone, handle or url
-- value: the normal form
-- records: how many contact records carry it
-- shared: used by several people, so that it joins nobody by itself
select person_id, kind, value, records, shared,
from people.identifiers
order by person_id, kind, value
