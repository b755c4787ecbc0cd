-- One row per role that helps a goal along, with who fills it.
select role as goal_role, what_for, people, filled_by
from main.roles
order by people, goal_role
