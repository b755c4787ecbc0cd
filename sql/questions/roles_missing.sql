-- Roles a goal lacks: mentor, referee ... and whom you said fills each.
with roles (role, what_for) as (
    values
        ('mentor', 'advice on your way, and a word of encouragement'),
        ('referee', 'somebody who would speak for your work'),
        ('sponsor', 'somebody who names you where you are not'),
        ('peer', 'somebody on the same way, to compare notes with'),
        ('insider', 'somebody who works where you would like to be'),
        ('recruiter', 'somebody who knows who looks for whom')
),

filled as (
    select
        unnest(people.roles) as role,
        people.name,
        coalesce(scores.closeness, 0) as closeness,
    from people
    left join scores using (person_id)
    where people.kind = 'person' and not people.muted
),

answers as (
    select
        roles.role,
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
)

select * from answers
order by people, role
