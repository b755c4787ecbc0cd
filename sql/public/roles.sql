-- One row per role that helps a goal along, with who fills it.
-- role: mentor, referee, sponsor, peer, insider or recruiter
-- what_for: what somebody in it does for you
-- people: how many fill it, without who is muted
-- filled_by: their names, the closest first, and the group if it is by one
with

muted as (
    select person_id from people.decisions
    where verb = 'mute'
),

filled as (
    select
        roles.role,
        people.name
        || if(roles.why = 'you said so', '', ' (' || roles.why || ')')
            as said,
        coalesce(closeness.closeness, 0) as closeness,
    from people.roles as roles
    inner join people.people as people using (person_id)
    inner join interactions.kinds as kinds using (person_id)
    anti join muted using (person_id)
    left join ties.closeness as closeness using (person_id)
    where kinds.kind = 'person'
)

select
    goal_roles.role,
    goal_roles.what_for,
    count(filled.said) as people,
    coalesce(
        string_agg(
            filled.said, ', ' order by filled.closeness desc, filled.said
        ),
        'nobody yet'
    ) as filled_by,
from people.goal_roles as goal_roles
left join filled using (role)
group by all
order by people, goal_roles.role
