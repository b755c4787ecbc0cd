-- One row per person and part of closeness: what it gives now, and gave 90 days ago.
-- person_id: who
-- part: as in score_parts
-- points: now
-- points_90d_ago: then; each column adds up to the closeness of its day
-- moved: now less then
select
    person_id,
    part,
    coalesce(latest.points, 0) as points,
    coalesce(earlier.points, 0) as points_90d_ago,
    coalesce(latest.points, 0) - coalesce(earlier.points, 0) as moved,
from ties.closeness_parts as latest
full join ties.closeness_parts_then as earlier using (person_id, part)
order by person_id, part
