-- One row per person of kind person: every score, as of one moment.
-- person_id: who
-- as_of: the moment looked from, UTC
-- closeness: tie strength now, 0-100; empty without any contact
-- due: how much longer than wanted the silence lasts, 0-100
-- owed: what the owner owes them, 0-100
-- goals: what they mean for the owner's goals, 0-100
-- cultivate: the score the report sorts by, 0-100
-- confidence: low, medium or high, from how much is known
-- state: on_rhythm, due, overdue, fading, dormant, one_way or never
-- layer: 5, 15, 50 or 150: rank among two-way ties by closeness
-- last_contact: UTC
-- last_channel: its channel
-- last_face_to_face: last meeting or video, UTC
-- rhythm_days: the pair's own usual gap, where there is one
-- target_days: the gap after which silence is due
-- give_share: the owner's part of the last year's contact, 0-1
-- closeness_90d_ago: the same score a quarter earlier
select
    person_id,
    as_of,
    closeness,
    due,
    owed,
    goals,
    cultivate,
    confidence,
    state,
    layer,
    last_contact,
    last_channel,
    last_face_to_face,
    rhythm_days,
    target_days,
    give_share,
    closeness_90d_ago,
from scores.scores
order by person_id
