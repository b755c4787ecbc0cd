-- One row per target and person who could introduce the owner to it.
-- target_id: to what
-- person_id: through whom
-- strength: the weaker of the two links, 0-100
-- link: how they are tied to the target
-- evidence: interaction ids
select
    null::varchar as target_id,
    null::varchar as person_id,
    null::double as strength,
    null::varchar as link,
    null::varchar[] as evidence,
where false
