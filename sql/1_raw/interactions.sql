-- One row per version of a touch, as its source said it.
-- content_hash: equal for equal content; a deletion's is 'deleted'
-- first_run: the run that first saw this version
-- last_run: the run that last saw it
-- mark: stands for the text it was read from, which need not be read again
select
    null::varchar as source,
    null::varchar as account,
    null::varchar as source_key,
    null::varchar as content_hash,
    null::integer as first_run,
    null::integer as last_run,
    null::varchar as source_file,
    null::varchar as once_key,
    null::timestamp as happened_at,
    null::varchar as time_source,
    null::varchar as channel,
    null::struct("role" varchar, record_key varchar, accepted boolean)[]
        as participants,
    null::varchar as owner_side,
    null::varchar as subject,
    null::varchar as delivered_to,
    null::varchar as answers,
    null::varchar as thread_key,
    null::varchar as list_id,
    null::varchar as bulk_rule,
    null::varchar[] as labels,
    null::double as duration_minutes,
    null::boolean as all_day,
    null::boolean as cancelled,
    null::varchar as place,
    null::boolean as asks_question,
    null::boolean as says_thanks,
    null::boolean as introduces,
    null::boolean as has_attachment,
    null::varchar as invitation,
    null::varchar[] as failed,
    null::integer as words,
    null::varchar as language,
    null::varchar as journal_kind,
    null::integer as value,
    null::timestamp as due_at,
    null::varchar as note,
    null::varchar as found_at,
    null::varchar as mark,
    null::boolean as deleted
where false
