-- One row per target and person who could introduce the owner to it.
-- strength: the weaker of the two links, the owner's to them and theirs to the
-- target (Karlan: a chain of trust is as strong as its weakest link).
-- A target the owner is in touch with already needs no introduction.
with

known_targets as (
    select distinct matches.target_id
    from reasons.target_matches as matches
    inner join ties.closeness as closeness using (person_id)
    where closeness.two_way
)

select
    links.target_id,
    links.person_id,
    least(closeness.closeness, links.link_strength) as strength,
    links.link,
    links.evidence,
from reasons.links as links
inner join ties.closeness as closeness using (person_id)
inner join interactions.kinds as kinds using (person_id)
anti join reasons.target_matches as matches
    on
        matches.target_id = links.target_id
        and matches.person_id = links.person_id
where
    kinds.kind = 'person'
    and closeness.two_way
    and links.target_id not in (select target_id from known_targets)
qualify
    row_number() over (
        partition by links.target_id, links.person_id
        order by links.link_strength desc, links.link, links.evidence
    ) = 1
order by links.target_id, strength desc, links.person_id
