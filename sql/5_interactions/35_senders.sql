-- One row per person with an address: how their names and it fit together.
-- named: the address spells their name, so that somebody stands behind it.
-- unlike: they show a name, and the address has not even the beginning of a word.
-- own_domain: the domain spells the whole of a name of several words.
-- firm_signed: their name says the domain's firm, and the address does not.
-- y and j are read as i: alphabets are spelt in more than one way.
with

folded as (
    select distinct
        person_id,
        translate(split_part(email, '@', 1), 'yj', 'ii') as local_part,
        translate(split_part(email, '@', 2), 'yj', 'ii') as domain,
    from people.addresses
),

mailboxes as (
    select
        person_id,
        regexp_replace(local_part, '[^a-z]', '', 'g') as letters,
        regexp_split_to_array(local_part, '[^a-z]+') as parts,
        list_transform(
            string_split(domain, '.')[:-2],
            lambda label: regexp_replace(label, '[^a-z0-9]', '', 'g')
        ) as labels,
    from folded
),

shown as (
    select distinct
        assignments.person_id,
        translate(lower(strip_accents(records.name)), 'yj', 'ii') as name,
        string_split(translate(normal.full_key, 'yj', 'ii'), ' ') as keys,
    from staging.contact_records as records
    inner join people.assignments as assignments using (record_id)
    inner join staging.normal_name as normal on normal.value = records.name
    where normal.full_key != ''
),

words as (
    select distinct person_id, unnest(keys) as word
    from shown
    union
    select distinct
        person_id,
        unnest(regexp_extract_all(name, '[a-z]{4,}')) as word,
    from shown
),

compared as (
    select
        words.person_id,
        words.word,
        length(words.word) >= 3 and (
            contains(mailboxes.letters, words.word)
            or list_bool_or(
                list_transform(
                    mailboxes.parts,
                    lambda part: length(part) >= 3
                        and jaro_winkler_similarity(part, words.word) >= 0.9
                )
            )
        ) as in_address,
        contains(mailboxes.letters, left(words.word, 3)) as begins_in_address,
        list_bool_or(
            list_transform(
                mailboxes.labels,
                lambda label: length(label) >= 4 and (
                    contains(words.word, label)
                    or (length(words.word) >= 4 and contains(label, words.word))
                )
            )
        ) as in_domain,
    from words
    inner join mailboxes using (person_id)
),

spelled as (
    select
        person_id,
        count(distinct word) filter (in_address) as in_address,
        bool_or(begins_in_address) as begins_in_address,
        coalesce(
            bool_or(in_address and not in_domain), false
        ) as beyond_domain,
        coalesce(bool_or(in_domain and not in_address), false) as firm_signed,
    from compared
    group by person_id
),

-- j.smith, jsmith and yan.h of John Smith and Hao Yan
initials as (
    select distinct mailboxes.person_id
    from mailboxes
    inner join words as one using (person_id)
    inner join words as other using (person_id)
    where
        one.word != other.word
        and mailboxes.letters in (
            left(one.word, 1) || other.word,
            other.word || left(one.word, 1)
        )
),

own_domains as (
    select distinct shown.person_id
    from shown
    inner join mailboxes using (person_id)
    where
        len(shown.keys) >= 2
        and list_bool_or(
            list_transform(
                mailboxes.labels,
                lambda label: greatest(
                    jaro_winkler_similarity(
                        label, array_to_string(shown.keys, '')
                    ),
                    jaro_winkler_similarity(
                        label,
                        array_to_string(list_reverse(shown.keys), '')
                    )
                ) >= 0.93
            )
        )
),

senders as (
    select
        people.person_id,
        coalesce(
            spelled.in_address >= 2
            or (spelled.beyond_domain and not spelled.firm_signed),
            false
        )
        or initials.person_id is not null as named,
        coalesce(spelled.in_address = 0 and not spelled.begins_in_address, false)
        and initials.person_id is null
        and own_domains.person_id is null as "unlike",
        own_domains.person_id is not null as own_domain,
        coalesce(
            spelled.firm_signed
            and spelled.in_address < 2
            and own_domains.person_id is null,
            false
        ) as firm_signed,
    from (select distinct person_id from mailboxes) as people
    left join spelled using (person_id)
    left join initials using (person_id)
    left join own_domains using (person_id)
)

select * from senders
order by person_id
