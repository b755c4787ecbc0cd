-- One row per version of a reminder put into reminders.ics; the newest counts.
-- uid: the event's UID, from person, action and target date
-- sequence: 0 at first, one more each time the event changed
-- target_date: the day by which the action was proposed
-- starts_on: the day the event stands on in the calendar
-- status: CONFIRMED or CANCELLED
-- content: a hash of what the event says, to see whether it changed
-- as_of: the moment of the report that wrote it
select
    null::varchar as uid,
    null::integer as sequence,
    null::varchar as person_id,
    null::varchar as action,
    null::date as target_date,
    null::date as starts_on,
    null::varchar as status,
    null::varchar as content,
    null::timestamp as as_of
where false
