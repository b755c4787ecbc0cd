-- One row per person, channel, direction and UTC day with contact up to now.
-- touches: how many that day; weight: of the heaviest one
select
    interactions.person_id,
    interactions.channel,
    interactions.direction,
    interactions.happened_at::date as day,
    max(interactions.happened_at) as happened_at,
    count(*) as touches,
    max(
        getvariable('closeness_channel')[interactions.channel]
        * pow(
            greatest(interactions.others, 1),
            -getvariable('closeness_crowd_exponent')
        )
    ) as weight,
    arg_max(
        interactions.interaction_id,
        (interactions.happened_at, interactions.interaction_id)
    ) as interaction_id,
from interactions.interactions as interactions
where
    not interactions.machine
    and interactions.happened_at <= getvariable('as_of')::timestamp
group by all
order by person_id, day, channel, direction
