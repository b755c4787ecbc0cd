-- One row per person who can be proposed, best first; the week's list is its head.
-- rank: 1 is first
-- person_id: who
-- name: their name
-- organisation: where they work
-- title: what they do there
-- action: what to do, such as send_thanks or say_hello
-- action_by: until when, in the owner's zone
-- cultivate: the score, 0-100
-- keep_points: its part for keeping in touch
-- owed_points: its part for what is owed
-- goal_points: its part for goals
-- moment_points: its part for occasions
-- reasons: up to four sentences, the weightiest first
select
    proposals.rank,
    proposals.person_id,
    people.name,
    people.organisation,
    people.title,
    proposals.action,
    proposals.action_by,
    proposals.cultivate,
    proposals.keep_points,
    proposals.owed_points,
    proposals.goal_points,
    proposals.moment_points,
    proposals.reasons,
from scores.proposals as proposals
inner join people.people as people using (person_id)
order by proposals.rank
