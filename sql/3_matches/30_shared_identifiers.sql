-- One row per identifier that does not tell one human from another, with the reason.
-- is_household: by its own word, or most who use it are several of one family name.
-- A test holds the comparison of names equal to flows/resolve/compare.py.
with

carried as (
    select
        identifiers.kind,
        identifiers.value,
        identifiers.record_id,
        identifiers.is_role,
        identifiers.is_automated,
        identifiers.is_family,
        records.full_key,
        records.given_keys,
        records.given_keys[1] as given_key,
        records.family_key,
        records.initials,
        records.generation,
        records.script,
        records.birthday,
        records.display,
    from matches.record_identifiers as identifiers
    inner join matches.records as records using (record_id)
),

counted as (
    select
        kind,
        value,
        bool_or(is_role) as is_role,
        bool_or(is_automated) as is_automated,
        bool_or(is_family) as is_family,
        count(*) as records,
        count(*) filter (full_key != '') as named,
        count(distinct full_key) filter (full_key != '') as names,
        count(distinct nullif(birthday, '')) as birthdays,
    from carried
    group by 1, 2
),

-- Two names of one family, and hardly anybody else.
households as (
    select families.kind, families.value
    from (
        select kind, value, family_key, count(*) as records
        from carried
        where family_key != ''
        group by all
        having count(distinct full_key) > 1
    ) as families
    inner join counted using (kind, value)
    where families.records * 2 > counted.named
    group by all
),

-- More spellings than one human has; too many to compare pair by pair.
crowded as (
    select kind, value from counted where names > 8
),

spellings as (
    select distinct on (
        kind, value, full_key, initials, generation, given_keys
    ) *
    from carried
    semi join counted on
        counted.kind = carried.kind
        and counted.value = carried.value
        and counted.records > 1
    anti join crowded on
        crowded.kind = carried.kind and crowded.value = carried.value
    where full_key != ''
    order by kind, value, full_key, initials, generation, given_keys, record_id
),

compared as (
    select
        kind,
        value,
        a.display as display_a,
        b.display as display_b,
        a.full_key = b.full_key as same_name,
        (a.script = 'cjk') != (b.script = 'cjk') as other_script,
        list_has_any(a.given_keys, b.given_keys) as shared_given,
        len(a.given_keys) = 0
            or len(b.given_keys) = 0
            or (
                least(length(a.given_key), length(b.given_key)) >= 3
                and (
                    starts_with(a.given_key, b.given_key)
                    or starts_with(b.given_key, a.given_key)
                )
            )
            or (
                least(length(a.given_key), length(b.given_key)) = 1
                and a.given_key[1] = b.given_key[1]
            )
            or (
                least(length(a.given_key), length(b.given_key)) >= 4
                and damerau_levenshtein(a.given_key, b.given_key) <= 1
            ) as alike_given,
        a.family_key = ''
            or b.family_key = ''
            or list_has_any(
                string_split(a.family_key, ' '), string_split(b.full_key, ' ')
            )
            or list_has_any(
                string_split(b.family_key, ' '), string_split(a.full_key, ' ')
            )
            or (
                least(length(a.family_key), length(b.family_key)) = 1
                and a.family_key[1] = b.family_key[1]
            )
            or (
                least(length(a.family_key), length(b.family_key)) >= 4
                and damerau_levenshtein(a.family_key, b.family_key) <= 1
            ) as alike_family,
        a.given_key is not distinct from b.given_key
            and a.family_key = b.family_key
            and length(a.initials) = 3
            and length(b.initials) = 3
            and a.initials != b.initials as other_middle,
        a.generation != ''
            and b.generation != ''
            and a.generation != b.generation as other_generation,
        a.generation != b.generation as one_generation,
    from spellings as a
    inner join spellings as b using (kind, value)
    where (a.full_key, a.initials, a.generation, a.given_keys)
        < (b.full_key, b.initials, b.generation, b.given_keys)
),

conflicting as (
    select distinct on (kind, value) kind, value, display_a, display_b
    from compared
    where
        other_generation
        or other_middle
        or (
            not same_name
            and not other_script
            and not shared_given
            and not (alike_given and alike_family)
        )
        -- A line is passed on more easily than a mailbox.
        or (
            kind = 'phone'
            and not same_name
            and (other_script or not alike_family)
        )
        or (kind = 'phone' and one_generation)
    order by kind, value, display_a, display_b
),

shared as (
    select
        counted.kind,
        counted.value,
        counted.records,
        counted.names,
        counted.is_automated,
        (counted.is_family or households.value is not null)
            and not counted.is_role
            and not counted.is_automated as is_household,
        case
            when counted.is_automated then 'a machine''s address'
            when counted.is_role then 'a role''s mailbox'
            when counted.is_family then 'a family''s mailbox'
            when conflicting.value is not null
                then 'used by ' || display_a || ' and ' || display_b
            when counted.birthdays > 1
                then 'used by people born on different days'
            else 'used by ' || counted.names || ' different names'
        end as why,
    from counted
    left join conflicting using (kind, value)
    left join households using (kind, value)
    where
        counted.is_role
        or counted.is_automated
        or counted.is_family
        or counted.names > 8
        or conflicting.value is not null
        or counted.birthdays > 1
)

select * from shared
order by kind, value
