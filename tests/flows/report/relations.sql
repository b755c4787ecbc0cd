-- The public relations, empty, as design and sql/public have them.
create table people (
    person_id varchar, name varchar, given_name varchar, family_name varchar,
    emails varchar[], phones varchar[], organisation varchar, title varchar,
    city varchar, country varchar, groups varchar[], tags varchar[],
    roles varchar[], interests varchar[], birthday varchar, kind varchar,
    kind_rule varchar, tier integer, muted boolean, sources varchar[],
    records bigint, first_seen timestamp, last_seen timestamp
);
create table contact_records (
    record_id varchar, source varchar, account varchar, source_file varchar,
    source_key varchar, person_id varchar, name varchar, emails varchar[],
    phones varchar[], urls varchar[], organisation varchar, title varchar,
    addresses varchar[], birthday varchar, groups varchar[], note varchar,
    changed_at timestamp
);
create table person_groups (person_id varchar, group_name varchar, why varchar);
create table roles (
    role varchar, what_for varchar, people bigint, filled_by varchar
);
create table interactions (
    interaction_id varchar, person_id varchar, happened_at timestamp,
    time_source varchar, channel varchar, direction varchar, others integer,
    role varchar, source varchar, account varchar, source_key varchar,
    thread_id varchar, subject varchar, duration_minutes integer,
    accepted boolean, place varchar, asks_question boolean,
    says_thanks boolean, introduces boolean, has_attachment boolean,
    invitation varchar, words integer, language varchar, machine boolean, machine_rule varchar
);
create table scores (
    person_id varchar, as_of timestamp, closeness double, due double,
    owed double, goals double, cultivate double, confidence varchar,
    state varchar, layer integer, last_contact timestamp,
    last_channel varchar, last_face_to_face timestamp, rhythm_days double,
    target_days double, give_share double, closeness_90d_ago double
);
create table score_parts (
    person_id varchar, score varchar, part varchar, points double,
    fact varchar, happened_at timestamp, source varchar, evidence varchar[]
);
create table owed (
    person_id varchar, kind varchar, since timestamp, points double,
    fact varchar, evidence varchar[]
);
create table waiting (
    person_id varchar, since timestamp, fact varchar, evidence varchar[]
);
create table give_and_take (
    person_id varchar, kind varchar, happened_at timestamp, value double,
    fact varchar, evidence varchar[]
);
create table moments (
    person_id varchar, kind varchar, happens_on date, fact varchar
);
create table goals (goal_id varchar, sentence varchar, priority integer);
create table targets (
    target_id varchar, goal_id varchar, kind varchar, name varchar,
    title varchar, organisation varchar, need boolean, priority integer
);
create table introductions (
    target_id varchar, person_id varchar, strength double, link varchar,
    evidence varchar[]
);
create table introduced (
    person_id varchar, by_person_id varchar, happened_at timestamp,
    evidence varchar[]
);
create table relationships_to_cultivate (
    rank integer, person_id varchar, name varchar, organisation varchar,
    title varchar, action varchar, action_by date, cultivate double,
    keep_points double, owed_points double, goal_points double,
    moment_points double, reasons varchar[]
);
create table match_candidates (
    record_a varchar, record_b varchar, weight double, band varchar,
    evidence varchar, rule varchar
);
create table kinds (
    kind varchar, questions bigint, pairs bigint, same bigint, different bigint,
    judgement varchar, decision_id varchar, happened_at timestamp
);
create table excluded (
    address varchar, person_id varchar, rule varchar, messages bigint
);
create table problems (
    run_id integer, source varchar, account varchar, file varchar,
    place varchar, what varchar, why varchar, cure varchar
);
create table runs (
    run_id integer, kind varchar, started_at timestamp,
    finished_at timestamp, state varchar
);
create table source_runs (
    run_id integer, source varchar, account varchar, file varchar,
    records bigint, interactions bigint, problems bigint, seconds double,
    state varchar
);
create schema staging;
create table staging.interactions (
    touch_ref varchar, happened_at timestamp, journal_kind varchar,
    note varchar, subject varchar, due_at timestamp
);
create table staging.participants (touch_ref varchar, record_id varchar);
create schema people;
create table people.assignments (record_id varchar, person_id varchar);
create table people.merges (
    person_id varchar, record_id varchar, rule varchar, evidence varchar,
    judged_by varchar, joined_to varchar, weight double
);
create schema reasons;
create table reasons.target_matches (target_id varchar, person_id varchar);
create schema ties;
create table ties.closeness (person_id varchar, closeness double, two_way boolean);
