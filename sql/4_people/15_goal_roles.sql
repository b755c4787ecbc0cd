-- One row per role that somebody fills who helps a goal along.
with goal_roles (role, what_for) as (
    values
        ('mentor', 'advice on your way, and a word of encouragement'),
        ('referee', 'somebody who would speak for your work'),
        ('sponsor', 'somebody who names you where you are not'),
        ('peer', 'somebody on the same way, to compare notes with'),
        ('insider', 'somebody who works where you would like to be'),
        ('recruiter', 'somebody who knows who looks for whom')
)

select * from goal_roles
