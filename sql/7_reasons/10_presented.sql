-- One row per letter to the owner in which one person presents another.
-- person_id: who was presented; by_person_id: who did it
select distinct
    parties.person_id,
    letters.person_id as by_person_id,
    letters.happened_at,
    letters.interaction_id,
    owners."role" as owner_role,
from interactions.interactions as letters
inner join interactions.parties as parties using (interaction_id)
inner join interactions.kinds as kinds on kinds.person_id = parties.person_id
inner join interactions.parties as owners
    on owners.interaction_id = letters.interaction_id and owners.is_owner
where
    letters.introduces
    and letters.direction = 'in'
    and letters.others between 2 and 3
    and not letters.machine
    and letters.happened_at <= getvariable('as_of')::timestamp
    and kinds.kind = 'person'
    and parties.person_id != letters.person_id
order by letters.happened_at, letters.interaction_id, parties.person_id
