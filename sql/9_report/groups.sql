-- One row per group: how many people, and how many are kept in two-way touch.
with person_groups as (
    select * from main.person_groups
),

people as (
    select * from main.people
    where kind = 'person'
),

interactions as (
    select * from main.interactions
),

year_of_touches as (
    select
        person_id,
        bool_or(direction in ('out', 'both'))
        and bool_or(direction in ('in', 'both')) as two_way,
    from interactions
    where
        not coalesce(machine, false)
        and happened_at <= getvariable('as_of')
        and happened_at > getvariable('as_of') - interval 365 day
    group by person_id
),

members as (
    select distinct
        group_name,
        person_id,
    from person_groups
    semi join people using (person_id)
),

groups as (
    select
        members.group_name,
        count(*) as people,
        count(*) filter (where year_of_touches.two_way) as kept,
        count(*) filter (where not year_of_touches.two_way) as one_way,
        count(*) filter (where year_of_touches.two_way is null) as silent,
    from members
    left join year_of_touches using (person_id)
    group by all
)

select * from groups
order by people desc, group_name
limit 40
