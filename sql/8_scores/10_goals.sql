-- One row per person and part of what they mean for the owner's goals.
-- common: 2.5 for each group shared; connector: said by the owner with a tag.
with

common as (
    select
        person_id,
        'common' as part,
        least(getvariable('goals_common'), 2.5 * count(distinct group_name))
            as points,
        'Common ground: ' || string_agg(
            distinct replace(group_name, '_', ' '),
            ', '
            order by replace(group_name, '_', ' ')
        )
            as fact,
    from people.groups
    group by person_id
),

connectors as (
    select
        person_id,
        'connector' as part,
        getvariable('goals_connector') as points,
        'You call them a connector: they know everyone' as fact,
    from people.decisions
    where verb = 'tag' and value = 'connector'
    group by person_id
)

select * from common
union all
select * from connectors
order by person_id, part
