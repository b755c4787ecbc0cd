-- One row per person and role they fill, with why.
-- Said by the owner; or a goal's role, by a group that is called like it.
with

said as (
    select
        person_id,
        lower(trim(value)) as word,
        'you said so' as why,
        1 as rank,
    from people.decisions
    where verb = 'role' and trim(value) != ''
),

standing as (
    select
        groups.person_id,
        groups.group_name as word,
        'in your group ' || groups.group_name as why,
        2 as rank,
    from people.groups as groups
    semi join people.goal_roles as goal_roles
        on groups.group_name in (goal_roles.role, goal_roles.role || 's')
),

named as (
    select
        words.person_id,
        coalesce(goal_roles.role, words.word) as role,
        words.why,
        words.rank,
    from (from said union all from standing) as words
    left join people.goal_roles as goal_roles
        on words.word in (goal_roles.role, goal_roles.role || 's')
)

select person_id, role, arg_min(why, (rank, why)) as why
from named
group by 1, 2
order by 1, 2
