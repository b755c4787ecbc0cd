-- One row per person with an address: how their names and it fit together.
-- named: the address spells their name, so that somebody stands behind it.
-- unlike: they show a name, and the address not even the beginning of a word.
-- own_domain: the domain spells the whole of a name of several words.
-- human_name: the name is a given and a family name, not the domain's firm.
-- firm_signed: the name says the domain's firm beside somebody or alone; not so
-- Ana Okafor at ana@okafor, whose domain is the family's.
-- Both are folded first: y and j are i, ae oe ue are a o u, as alphabets are spelt
-- in more than one way.
with

folded as (
    select distinct
        person_id,
        regexp_replace(
            translate(split_part(email, '@', 1), 'yj', 'ii'),
            '([aou])e',
            '\1',
            'g'
        ) as local_part,
        regexp_replace(
            translate(split_part(email, '@', 2), 'yj', 'ii'),
            '([aou])e',
            '\1',
            'g'
        ) as domain,
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
        regexp_replace(
            translate(lower(strip_accents(records.name)), 'yj', 'ii'),
            '([aou])e',
            '\1',
            'g'
        ) as name,
        string_split(
            regexp_replace(
                translate(normal.full_key, 'yj', 'ii'), '([aou])e', '\1', 'g'
            ),
            ' '
        ) as keys,
        not normal.organisation
        and normal.given != ''
        and normal.family != '' as human_name,
        len(regexp_split_to_array(trim(records.name), '\s+')) = 2 as two_words,
    from staging.contact_records as records
    inner join people.assignments as assignments using (record_id)
    inner join staging.normal_name as normal on normal.value = records.name
    where normal.full_key != ''
),

-- the keys leave out what follows a name (`from Acme`); the name as shown has it
words as (
    select distinct person_id, unnest(keys) as word, true as is_key
    from shown
    union
    select distinct
        person_id,
        unnest(regexp_extract_all(name, '[a-z]{4,}')) as word,
        false as is_key,
    from shown
),

compared as (
    select
        words.person_id,
        words.word,
        words.is_key,
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
        count(distinct word) filter (in_address and is_key) as in_address,
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

human_names as (
    select
        person_id,
        bool_and(human_name) as human_name,
        bool_or(two_words) as two_words,
    from shown
    group by person_id
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
                lambda label: length(label) >= 6 and (
                    list_bool_and(
                        list_transform(
                            shown.keys, lambda key: contains(label, key)
                        )
                    )
                    or least(
                        levenshtein(label, array_to_string(shown.keys, '')),
                        levenshtein(
                            label,
                            array_to_string(list_reverse(shown.keys), '')
                        )
                    ) <= 2
                )
            )
        )
),

senders as (
    select
        people.person_id,
        coalesce(
            spelled.in_address >= 2
            or (
                spelled.beyond_domain
                and (not spelled.firm_signed or human_names.two_words)
            ),
            false
        )
        or initials.person_id is not null as named,
        coalesce(
            spelled.in_address = 0 and not spelled.begins_in_address, false
        )
        and initials.person_id is null
        and own_domains.person_id is null as "unlike",
        own_domains.person_id is not null as own_domain,
        coalesce(
            human_names.human_name and not spelled.firm_signed, false
        ) as human_name,
        coalesce(
            spelled.firm_signed
            and spelled.in_address < 2
            and not (spelled.beyond_domain and human_names.two_words)
            and own_domains.person_id is null,
            false
        ) as firm_signed,
    from (select distinct person_id from mailboxes) as people
    left join spelled using (person_id)
    left join initials using (person_id)
    left join own_domains using (person_id)
    left join human_names using (person_id)
)

select * from senders
order by person_id
