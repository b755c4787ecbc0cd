-- One row per archive: its pairs of one family name at one home that surely are one
-- human, or surely two, by their given names, birthdays and numbers.
-- one: of one given name, born on one day or with one number
-- kin: of two given names, born in two years and with no number in common
-- alike: of one given name, one birthday and one number
-- other_number, other_given: of one birthday, and all but this the same
with

records as (
    select
        unique_id,
        given_keys,
        given_key,
        family_key,
        birthday,
        left(birthday, 4) as year,
        numbers,
        street_parts,
        coalesce(postcode, city) as place,
    from matches.evidence
    where
        (birthday is not null or len(numbers) > 0)
        and len(street_parts) >= 8
        and family_key is not null
        and given_key is not null
    qualify
        place is not null
        and count(*) over (partition by place, family_key) between 2 and 60
),

pairs as (
    select
        list_has_any(a.given_keys, b.given_keys) as same_given,
        jaro_winkler_similarity(a.given_key, b.given_key) >= 0.85
            as alike_given,
        coalesce(a.birthday = b.birthday, false) as same_day,
        coalesce(a.year != b.year, false) as other_year,
        list_has_any(a.numbers, b.numbers) as same_number,
        damerau_levenshtein(a.numbers[1], b.numbers[1]) > 1 as other_number,
    from records as a
    inner join records as b using (place, family_key)
    where
        a.unique_id < b.unique_id
        and len(list_intersect(a.street_parts, b.street_parts))
        >= 0.8 * least(len(a.street_parts), len(b.street_parts))
)

select
    count(*) filter (same_given and (same_day or same_number)) as one,
    count(*) filter (
        other_year and not same_given and not alike_given and not same_number
    ) as kin,
    count(*) filter (same_day and same_given and same_number) as alike,
    count(*) filter (same_day and same_given and other_number) as other_number,
    count(*) filter (
        same_day and not same_given and not alike_given and same_number
    ) as other_given,
from pairs
