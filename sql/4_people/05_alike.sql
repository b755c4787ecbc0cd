-- One row per full name of several persons, as they are before a kind joins any.
-- people: how many persons, at most five; more are too many to ask about at once
-- records: one record of each, the best first
-- pairs: of records, that would come together if all were one
-- kind: of question, by how rare the name is and by what the persons show
-- chance: how many others of that name this book lets expect
with

named as (
    select
        records.record_id,
        together.cluster,
        records.full_key,
        records.family_key,
        records.given_keys[1] as given_key,
        records.generation,
        records.standing,
        records.display,
    from matches.records as records
    inner join people.together as together using (record_id)
    where
        records.known_by != 'name'
        and not records.is_organisation
        and records.family_key != ''
        and length(records.given_keys[1]) > 1
        and length(records.family_key) > 1
),

names as (
    select
        full_key,
        min(family_key) as family_key,
        min(given_key) as given_key,
        count(*) as records,
        count(distinct cluster) as people,
        arg_min(display, standing) as display,
        count(distinct nullif(generation, '')) as generations,
    from named
    group by 1
    having
        count(distinct cluster) between 2 and 5
        and count(distinct nullif(generation, '')) <= 1
),

families as (
    select family_key, count(*) as records from named group by 1
),

givens as (
    select given_key, count(*) as records from named group by 1
),

-- Had the family's other records drawn their given names as the whole book has.
rarity as (
    select
        names.full_key,
        (families.records - names.records)
            * givens.records / (select count(*) from named) as chance,
    from names
    inner join families using (family_key)
    inner join givens using (given_key)
),

owners as (
    select distinct together.cluster
    from matches.owner_records as own
    inner join people.together as together using (record_id)
),

members as (
    select
        named.full_key,
        named.cluster,
        arg_min(named.record_id, named.standing) as record_id,
        min(named.standing) as standing,
    from named
    semi join names on names.full_key = named.full_key
    anti join owners on owners.cluster = named.cluster
    group by 1, 2
),

lined as (
    select distinct identifiers.record_id
    from matches.record_identifiers as identifiers
    inner join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    where shared.is_household
),

-- How many persons the family has; a father and a son seldom are all of it.
kin as (
    select
        named.family_key,
        count(distinct named.cluster) as persons,
        bool_or(lined.record_id is not null) as lined,
    from named
    semi join names on names.family_key = named.family_key
    left join lined using (record_id)
    group by 1
),

-- All that a person's records show, of whatever name.
shown as (
    select
        together.cluster,
        together.record_id,
        records.known_by,
        records.birthday,
    from people.together as together
    semi join members on members.cluster = together.cluster
    inner join matches.records as records
        on records.record_id = together.record_id
),

private as (
    select distinct email from staging.normal_email where is_free
),

carried as (
    select
        shown.cluster,
        list(identifiers.value) filter (private.email is not null) as emails,
        list(identifiers.value) filter (identifiers.kind = 'phone') as phones,
    from shown
    inner join matches.record_identifiers as identifiers using (record_id)
    left join private
        on identifiers.kind = 'email' and private.email = identifiers.value
    anti join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    group by 1
),

at_home as (
    select distinct shown.cluster
    from shown
    semi join lined using (record_id)
),

employed as (
    select shown.cluster, list(employers.employer) as employers
    from shown
    inner join matches.employers as employers using (record_id)
    group by 1
),

sized as (
    select
        cluster,
        count(*) as records,
        list(
            array_to_string(string_split(record_id, '/')[:2], '/')
        ) filter (known_by = 'card') as books,
        list(birthday) filter (birthday != '') as birthdays,
    from shown
    group by 1
),

facts as (
    select
        members.*,
        sized.records,
        coalesce(sized.books, []) as books,
        sized.birthdays,
        carried.emails,
        carried.phones,
        employed.employers,
        at_home.cluster is not null as at_home,
    from members
    inner join sized using (cluster)
    left join at_home using (cluster)
    left join carried using (cluster)
    left join employed using (cluster)
),

-- Not to know is no difference, nor is a private address beside one at work.
compared as (
    select
        a.full_key,
        bool_or(list_has_any(a.books, b.books)) as one_book,
        bool_or(coalesce(not list_has_any(a.birthdays, b.birthdays), false))
            as born_apart,
        bool_or(
            coalesce(not list_has_any(a.emails, b.emails), false)
            or coalesce(not list_has_any(a.phones, b.phones), false)
            or coalesce(not list_has_any(a.employers, b.employers), false)
        ) as differs,
        bool_or(a.at_home or b.at_home) as at_home,
        sum(a.records * b.records)::bigint as pairs,
    from facts as a
    inner join facts as b using (full_key)
    where a.cluster < b.cluster
    group by 1
),

asked as (
    select
        full_key,
        count(*) as people,
        list(record_id order by standing) as records,
    from members
    group by 1
),

-- Where the owner has parted two, or could not tell, there is no one answer.
judged as (
    select distinct a.full_key
    from staging.decisions as decisions
    inner join people.together as one
        on one.record_id = decisions.record_a
    inner join people.together as other
        on other.record_id = decisions.record_b
    inner join members as a on a.cluster = one.cluster
    inner join members as b
        on b.cluster = other.cluster and b.full_key = a.full_key
    where decisions.verb in ('different', 'unsure')
)

select
    asked.full_key,
    names.display as name,
    asked.people,
    asked.records,
    compared.pairs,
    case
        when compared.one_book then 'one_book'
        when rarity.chance >= 0.3 then 'common_name'
        when compared.differs or names.generations > 0
            then 'rare_name_differs'
        when compared.at_home then 'rare_name_at_home'
        when rarity.chance >= 0.05 then 'uncommon_name'
        when kin.persons - asked.people > 3 then 'rare_name_of_many'
        when kin.lined then 'rare_name_at_home'
        else 'rare_name'
    end as kind,
    rarity.chance,
from asked
inner join names using (full_key)
inner join rarity using (full_key)
inner join kin on kin.family_key = names.family_key
inner join compared using (full_key)
anti join judged using (full_key)
where not compared.born_apart
order by full_key
