-- One row per target and person who is what it asks for, in all it says.
-- match: 0-1; a title or field matches by its words, all but one in seven of them
with

targets as (
    select
        targets.*,
        organisations.organisation_key,
        names.full_key,
        list_filter(
            regexp_split_to_array(
                strip_accents(lower(targets.title || ' ' || targets.field)),
                '[^\w]+'
            ),
            lambda word: len(word) > 2 and word not in ('the', 'and', 'for')
        ) as words,
    from staging.targets as targets
    left join staging.normal_organisation as organisations
        on organisations.value = targets.organisation
    left join staging.normal_name as names
        on names.value = targets.name and targets.name != ''
),

people as (
    select
        people.person_id,
        names.full_key,
        organisations.organisation_key,
        people.organisation,
        people.title,
        regexp_split_to_array(
            strip_accents(lower(people.title || ' ' || people.organisation)),
            '[^\w]+'
        ) as words,
    from people.people as people
    inner join interactions.kinds as kinds using (person_id)
    left join staging.normal_name as names on names.value = people.name
    left join staging.normal_organisation as organisations
        on organisations.value = people.organisation
    where kinds.kind = 'person'
),

compared as (
    select
        targets.target_id,
        people.person_id,
        targets.need,
        targets.priority,
        people.organisation,
        people.title,
        if(
            targets.name = '' and targets.record_a = '',
            1.0,
            (
                coalesce(people.full_key = targets.full_key, false)
                or coalesce(assignments.person_id = people.person_id, false)
            )::integer
        ) as of_name,
        if(
            targets.organisation = '',
            1.0,
            coalesce(
                people.organisation_key = targets.organisation_key, false
            )::integer
        ) as of_organisation,
        if(
            len(targets.words) = 0,
            1.0,
            len(list_intersect(targets.words, people.words))
            / len(targets.words)
        ) as of_words,
    from targets
    cross join people
    left join people.assignments as assignments
        on assignments.record_id = targets.record_a
)

select
    target_id,
    person_id,
    need,
    priority,
    of_name * of_organisation * of_words as match,
    concat_ws(' at ', nullif(title, ''), nullif(organisation, '')) as position,
from compared
where of_name * of_organisation = 1 and of_words >= 0.85
order by target_id, person_id
