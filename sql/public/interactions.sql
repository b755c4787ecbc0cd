-- One row per person and touch with the owner, once, whatever the copies.
-- interaction_id: the touch; unique together with person_id
-- person_id: with whom
-- happened_at: UTC; a meeting's start
-- time_source: date, received, separator, start, journal; local: no zone is said
-- channel: meeting, video, call, letter, email, message or social
-- direction: out from the owner, in to the owner, or both
-- others: how many people besides the owner took part
-- role: theirs: from, to, cc, bcc, organiser, attendee or introducer
-- source: the source whose copy is shown
-- account: its account
-- source_key: its key there
-- thread_id: shared by the messages of a thread or the meetings of a series
-- subject: as the source shows it
-- duration_minutes: of meetings and calls, where known
-- accepted: whether they accepted, where known
-- place: where, as the source shows it
-- asks_question: the new text asks something
-- says_thanks: the new text thanks
-- introduces: the text presents two people to each other
-- has_attachment: something was attached
-- invitation: what a calendar inside is for: request, reply, cancel, counter ...
-- words: length of the new text
-- language: a guess from the new text
-- machine: no sign of a relationship; counts for nothing
-- machine_rule: the rule that says so
select
    interaction_id,
    person_id,
    happened_at,
    time_source,
    channel,
    direction,
    others,
    "role",
    source,
    account,
    source_key,
    thread_id,
    subject,
    duration_minutes,
    accepted,
    place,
    asks_question,
    says_thanks,
    introduces,
    has_attachment,
    invitation,
    words,
    language,
    machine,
    machine_rule,
from interactions.interactions
order by happened_at, interaction_id, person_id
