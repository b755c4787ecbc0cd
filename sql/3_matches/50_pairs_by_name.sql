-- One row per pair of records with the same name, at one organisation or only that.
with

named as (
    select * from matches.records
    where
        known_by != 'name'
        and not is_organisation
        and family_key != ''
        and length(given_keys[1]) > 1
        and length(family_key) > 1
),

given_forms as (
    select record_id, unnest(given_keys) as given_form from named
),

colleagues as (
    select
        named.record_id,
        first_value(named.record_id) over hub as hub_id,
        'same_name_and_organisation' as rule,
        0.955 as weight,
        'same name and organisation: ' || named.display || ', '
            || named.organisation as evidence,
    from named
    inner join given_forms using (record_id)
    where named.organisation_key is not null
    window hub as (
        partition by
            named.organisation_key,
            named.family_key,
            named.generation,
            given_forms.given_form
        order by named.standing
    )
),

namesakes as (
    select
        record_id,
        first_value(record_id) over hub as hub_id,
        'same_name' as rule,
        0.5 as weight,
        'same full name ' || display as evidence,
    from named
    window hub as (partition by full_key, generation order by standing)
),

pairs as (
    select distinct on (record_id, hub_id) *, true as joins from colleagues
    union all
    select *, false as joins from namesakes
)

select * from pairs
where record_id != hub_id
order by record_id, hub_id, weight desc
