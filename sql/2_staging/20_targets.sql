-- One row per person, title, field or organisation the owner needs or would like.
-- A line says `title: Head of Data; organisation: Globex`; its note says `like` or
-- `need`, and the priority; record_b names the goal it serves.
with

facets as (
    select
        *,
        trim(regexp_extract(value, '(?:^|;) *person: ([^;]*)', 1)) as name,
        trim(regexp_extract(value, '(?:^|;) *title: ([^;]*)', 1)) as title,
        trim(regexp_extract(value, '(?:^|;) *field: ([^;]*)', 1)) as field,
        trim(regexp_extract(value, '(?:^|;) *organisation: ([^;]*)', 1))
            as organisation,
    from staging.decisions
    where verb = 'target'
)

select
    decision_id as target_id,
    nullif(record_b, '') as goal_id,
    case
        when name != '' or record_a != '' then 'person'
        when title != '' then 'title'
        when field != '' then 'field'
        else 'organisation'
    end as kind,
    name,
    title,
    field,
    organisation,
    record_a,
    not starts_with(note, 'like') as need,
    coalesce(
        try_cast(regexp_extract(note, 'priority ([123])', 1) as integer), 2
    ) as priority,
from facets
where concat(name, title, field, organisation, record_a) != ''
order by line
