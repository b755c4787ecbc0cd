-- One row per two people seen together in threads and meetings of at most twelve.
-- Each pair stands twice, once from either side.
-- n: how often they were
-- evidence: the newest of those touches
with

small_touches as (
    select distinct interaction_id, happened_at
    from interactions.interactions
    where
        not machine
        and others between 2 and 12
        and happened_at <= getvariable('as_of')::timestamp
),

seen as (
    select parties.interaction_id, parties.person_id, small_touches.happened_at
    from interactions.parties as parties
    inner join small_touches using (interaction_id)
    inner join interactions.kinds as kinds using (person_id)
    where kinds.kind = 'person' and parties."role" != 'resource'
),

pairs as (
    select
        one.person_id,
        other.person_id as other_id,
        count(*) as n,
        max(one.happened_at) as last_seen,
        arg_max(
            one.interaction_id, (one.happened_at, one.interaction_id), 3
        ) as evidence,
    from seen as one
    inner join seen as other using (interaction_id)
    where one.person_id < other.person_id
    group by all
)

select person_id, other_id, n, last_seen, evidence,
from pairs
union all
select other_id, person_id, n, last_seen, evidence,
from pairs
order by person_id, other_id
