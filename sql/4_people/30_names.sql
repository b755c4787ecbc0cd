-- One row per person: the name shown.
-- The owner's word in a decision or the journal, else the best written name of the most
-- trusted record; of names that differ in script or accents only, the one that keeps
-- them.
with

told as (
    select
        decisions.person_id,
        decisions.value as name,
        coalesce(normal.given, '') as given_name,
        coalesce(normal.family, '') as family_name,
    from people.decisions as decisions
    left join staging.normal_name as normal on normal.value = decisions.value
    where decisions.verb = 'name' and decisions.value != ''
    qualify
        row_number() over (
            partition by decisions.person_id order by decisions.line desc
        ) = 1
),

shown as (
    select
        records.person_id,
        records.record_id,
        records.known_by,
        records.trust,
        -- A card that files people by family name is read the usual way round.
        if(
            normal.script = 'latin'
            and records.given_name != ''
            and records.family_name != ''
            and normal.display
                = records.family_name || ' ' || records.given_name,
            records.given_name || ' ' || records.family_name,
            normal.display
        ) as name,
        coalesce(nullif(records.given_name, ''), normal.given) as given_name,
        coalesce(nullif(records.family_name, ''), normal.family) as family_name,
        normal.full_key,
        normal.quality,
        list_sum(
            list_transform(
                string_split(normal.display, ''),
                lambda letter: if(ascii(letter) > 127, 1, 0)
            )
        ) as own_letters,
        count(*) over (
            partition by records.person_id, normal.full_key
        ) as agreement,
    from people.ranked_records as records
    inner join staging.normal_name as normal
        on normal.value = coalesce(
            nullif(records.name, ''),
            trim(records.given_name || ' ' || records.family_name)
        )
    where normal.display != ''
),

best as (
    select * from shown
    qualify
        row_number() over (
            partition by person_id
            order by
                quality < 2,
                known_by != 'name',
                known_by != 'card',
                quality desc,
                trust,
                agreement desc,
                name
        ) = 1
),

spelled as (
    select
        shown.person_id,
        shown.name,
        shown.given_name,
        shown.family_name,
    from shown
    inner join best using (person_id, full_key)
    where shown.quality >= best.quality
    qualify
        row_number() over (
            partition by person_id
            order by shown.own_letters desc, shown.trust, shown.name
        ) = 1
),

names as (
    select
        assigned.person_id,
        coalesce(told.name, spelled.name) as name,
        coalesce(told.given_name, spelled.given_name, '') as given_name,
        coalesce(told.family_name, spelled.family_name, '') as family_name,
    from (select distinct person_id from people.assignments) as assigned
    left join told using (person_id)
    left join spelled using (person_id)
)

select * from names
order by person_id
