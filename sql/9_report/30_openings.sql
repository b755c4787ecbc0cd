-- One row per person of this week: the facts a first line to them can begin with.
-- opening: what the draft is for; like the action, but a birthday or news to tell
-- somebody who advised comes before a plain hello
-- language: what the owner last wrote to them in, else mostly writes in
-- introduced: whom they introduced to the owner; introducer: who introduced them
-- target: whom or what they could introduce the owner to
with

written as (
    select person_id, language, happened_at, interaction_id
    from main.interactions
    where direction = 'out' and language != '' and not machine
),

own_language as (
    select language
    from written
    group by language
    order by count(*) desc, language
    limit 1
),

languages as (
    select
        person_id,
        arg_max(language, (happened_at, interaction_id)) as language,
    from written
    group by person_id
),

talks as (
    select
        person_id,
        arg_max(subject, (happened_at, interaction_id))
            filter (subject != '') as subject,
        max(happened_at) filter (channel in ('meeting', 'video')) as met_at,
    from main.interactions
    where not machine and happened_at <= getvariable('as_of')::timestamp
    group by person_id
),

brought as (
    select
        introduced.by_person_id as person_id,
        arg_max(people.name, (introduced.happened_at, people.person_id))
            as introduced,
    from main.introduced as introduced
    inner join main.people as people using (person_id)
    group by introduced.by_person_id
),

brought_by as (
    select introduced.person_id, people.name as introducer
    from main.introduced as introduced
    inner join main.people as people
        on people.person_id = introduced.by_person_id
),

ways as (
    select
        introductions.person_id,
        arg_max(
            coalesce(
                nullif(targets.name, ''),
                concat_ws(
                    ', ',
                    nullif(targets.title, ''),
                    nullif(targets.organisation, '')
                )
            ),
            (introductions.strength, introductions.target_id)
        ) as target,
    from main.introductions as introductions
    inner join main.targets as targets using (target_id)
    group by introductions.person_id
),

birthdays as (
    select distinct person_id
    from main.moments
    where
        kind = 'birthday'
        and happens_on <= local_day(getvariable('as_of')::timestamp) + 3
),

facts as (
    select
        week.person_id,
        case
            when week.action not in ('say_hello', 'call_or_meet')
                then week.action
            when birthdays.person_id is not null then 'birthday'
            when list_has_any(week.groups, ['mentors', 'interviewees'])
                then 'update'
            else week.action
        end as opening,
        coalesce(languages.language, own_language.language, 'en') as language,
        coalesce(week.given_name, '') as given_name,
        week.last_contact,
        talks.met_at,
        talks.subject,
        week.interests,
        brought.introduced,
        brought_by.introducer,
        ways.target,
    from report.week as week
    left join own_language on true
    left join languages using (person_id)
    left join talks using (person_id)
    left join brought using (person_id)
    left join brought_by using (person_id)
    left join ways using (person_id)
    left join birthdays using (person_id)
)

select * from facts
order by person_id
