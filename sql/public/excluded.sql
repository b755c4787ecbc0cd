-- One row per address kept out of the list of people; `keep` brings it back.
-- address: the address, or the name where there is none
-- person_id: the id to give to `cultivate keep`
-- rule: the rule that did it
-- messages: how many messages it is about
select address, person_id, rule, messages,
from interactions.excluded
order by messages desc, address, person_id
