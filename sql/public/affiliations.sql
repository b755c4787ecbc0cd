-- One row per person and organisation they belong or belonged to.
-- person_id: who
-- organisation: where
-- title: as what
-- kind: work or education
-- since: first seen there, where known
-- until: last seen there, empty while it stands
-- source: the source that says so
select person_id, organisation, title, kind, since, until, source,
from people.affiliations
order by person_id, since, organisation, title, source
