-- One row per role a goal asks for: what it is for, and whom the owner says fills it.
with roles (role, what_for) as (
    values
        ('mentor', 'advice on your way, and a word of encouragement'),
        ('referee', 'somebody who would speak for your work'),
        ('sponsor', 'somebody who names you where you are not'),
        ('peer', 'somebody on the same way, to compare notes with'),
        ('insider', 'somebody who works where you would like to be'),
        ('recruiter', 'somebody who knows who looks for whom')
),

people as (
    select * from main.people
    where kind = 'person' and not coalesce(muted, false)
),

scores as (
    select * from main.scores
),

filled as (
    select
        unnest(people.roles) as role,
        people.name,
        coalesce(scores.closeness, 0) as closeness,
    from people
    left join scores using (person_id)
)

select
    roles.role as goal_role,
    roles.what_for,
    count(filled.name) as people,
    coalesce(
        string_agg(
            filled.name, ', ' order by filled.closeness desc, filled.name
        ),
        'nobody yet'
    ) as filled_by,
from roles
left join filled using (role)
group by all
order by people, goal_role
