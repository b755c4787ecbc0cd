-- One row per person shown in full: what the two last wrote or met about.
-- subjects: up to five, the newest first, without "Re:" and the like
with detailed as (
    select * from report.detailed
),

interactions as (
    select * from main.interactions
),

subjects as (
    select
        interactions.person_id,
        trim(regexp_replace(
            interactions.subject, '^((re|fwd?|aw|wg|rv|tr)\s*:\s*)+', '', 'i'
        )) as subject,
        max(interactions.happened_at) as happened_at,
    from interactions
    semi join detailed using (person_id)
    where
        not coalesce(interactions.machine, false)
        and interactions.source <> 'journal'
        and interactions.happened_at <= getvariable('as_of')
        and interactions.happened_at > getvariable('as_of') - interval 24 month
    group by all
),

detail_subjects as (
    select
        person_id,
        list(subject order by happened_at desc, subject)[1:5] as subjects,
    from subjects
    where subject <> ''
    group by person_id
)

select * from detail_subjects
order by person_id
