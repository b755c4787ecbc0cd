-- One row per person and part of closeness: what it gives now, and gave 90 days ago.
-- person_id: who
-- part: as in score_parts
-- points: now
-- points_90d_ago: then; each column adds up to the closeness of its day
-- moved: now less then
select
    person_id,
    part,
    coalesce(sum(points) filter (quarters_back = 0), 0) as points,
    coalesce(sum(points) filter (quarters_back = 1), 0) as points_90d_ago,
    coalesce(sum(points) filter (quarters_back = 0), 0)
    - coalesce(sum(points) filter (quarters_back = 1), 0) as moved,
from ties.closeness_parts
group by person_id, part
order by person_id, part
