-- The archive as cultivate 0.1.0 made it, with a run and a card in it.

create schema raw;

create table raw.contact_records as
select
    null::varchar as source,
    null::varchar as account,
    null::varchar as source_key,
    null::varchar as content_hash,
    null::integer as first_run,
    null::integer as last_run,
    null::varchar as source_file,
    null::varchar as region,
    null::varchar as known_by,
    null::varchar as kind,
    null::varchar as name,
    null::varchar as given_name,
    null::varchar as middle_name,
    null::varchar as family_name,
    null::varchar as prefix,
    null::varchar as suffix,
    null::varchar as phonetic_name,
    null::varchar[] as nicknames,
    null::varchar[] as emails,
    null::varchar[] as phones,
    null::varchar[] as urls,
    null::varchar[] as handles,
    null::varchar as organisation,
    null::varchar as department,
    null::varchar as title,
    null::varchar[] as addresses,
    null::varchar as city,
    null::varchar as country,
    null::varchar as birthday,
    null::varchar as anniversary,
    null::varchar[] as groups,
    null::varchar[] as relations,
    null::varchar as note,
    null::timestamp as changed_at,
    null::integer as sightings,
    null::varchar as found_at,
    null::boolean as deleted
where false;

create table raw.decisions as
select
    null::integer as line,
    null::varchar as decision_id,
    null::timestamp as happened_at,
    null::varchar as verb,
    null::varchar as record_a,
    null::varchar as record_b,
    null::varchar as value,
    null::varchar as note,
    null::varchar as what,
    null::varchar as cure
where false;

create table raw.file_keys as
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as file,
    null::varchar as relation,
    null::varchar as source_key
where false;

create table raw.file_reads as
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as file,
    null::varchar as fingerprint,
    null::integer as extractor_version,
    null::bigint as records,
    null::bigint as interactions,
    null::bigint as problems,
    null::double as seconds,
    null::varchar as state
where false;

create table raw.interactions as
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
    null::integer as words,
    null::varchar as language,
    null::varchar as journal_kind,
    null::integer as value,
    null::timestamp as due_at,
    null::varchar as note,
    null::varchar as found_at,
    null::boolean as deleted
where false;

create table raw.normal_email as
select
    null::varchar as value,
    null::varchar as email,
    null::varchar as local_part,
    null::varchar as domain,
    null::boolean as is_role,
    null::boolean as is_automated,
    null::boolean as is_free,
    null::integer as version
where false;

create table raw.normal_name as
select
    null::varchar as value,
    null::varchar as display,
    null::varchar as given,
    null::varchar as family,
    null::varchar as full_key,
    null::varchar[] as given_keys,
    null::varchar as family_key,
    null::varchar as initials,
    null::varchar as script,
    null::varchar as generation,
    null::boolean as organisation,
    null::integer as quality,
    null::integer as version
where false;

create table raw.normal_organisation as
select
    null::varchar as value,
    null::varchar as organisation_key,
    null::integer as version
where false;

create table raw.normal_phone as
select
    null::varchar as value,
    null::varchar as region,
    null::varchar as phone,
    null::integer as version
where false;

create table raw.person_ids as
select
    null::varchar as person_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as source_key,
    null::integer as run_id
where false;

create table raw.person_redirects as
select
    null::varchar as old_id,
    null::varchar as person_id,
    null::integer as run_id,
    null::varchar as why
where false;

create table raw.problems as
select
    null::integer as run_id,
    null::varchar as source,
    null::varchar as account,
    null::varchar as file,
    null::varchar as place,
    null::varchar as what,
    null::varchar as why,
    null::varchar as cure
where false;

create table raw.reminders as
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
where false;

create table raw.runs as
select
    null::integer as run_id,
    null::varchar as kind,
    null::timestamp as started_at,
    null::timestamp as finished_at,
    null::varchar as state
where false;

create table raw.undone_runs as
select
    null::integer as run_id,
    null::timestamp as undone_at
where false;

insert into raw.runs (run_id, kind, state) values (1, 'run', 'ok');

insert into raw.contact_records (source, account, source_key, content_hash,
    first_run, last_run, name)
values ('vcard', 'default', 'ana-1', 'a', 1, 1, 'Ana Okafor');
