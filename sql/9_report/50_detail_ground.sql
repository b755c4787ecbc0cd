-- One row per person shown in full and group shared with the owner.
with detailed as (
    select * from report.detailed
),

-- a mentor is one to the owner: nothing the two share
groups as (
    select * from main.person_groups
    anti join main.roles on group_name in (role, role || 's')
),

detail_ground as (
    select
        groups.person_id,
        groups.group_name,
        first(groups.why order by groups.why) as why,
    from groups
    semi join detailed using (person_id)
    group by groups.person_id, groups.group_name
    qualify
        row_number() over (
            partition by groups.person_id order by groups.group_name
        ) <= 8
)

select * from detail_ground
order by person_id, group_name
