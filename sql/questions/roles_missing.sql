-- Roles a goal lacks: mentor, referee ... and who fills each.
select * from roles
order by people, role
