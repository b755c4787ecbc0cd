-- One row per contact record that stands: one person as one source shows them.
-- record_id: source/account/source_key, as decisions.csv names it
-- source: the connector that read it
-- account: which account of that source
-- source_file: the file it was first read from
-- source_key: the source's own id, or a hash of the content
-- person_id: the person it belongs to
-- name: as the source shows it
-- emails: normalised e-mail addresses
-- phones: phone numbers in E.164
-- urls: web addresses and profiles
-- organisation: as the source shows it
-- title: as the source shows it
-- addresses: postal addresses, one line each
-- birthday: 1980-04-01, or --04-01 without a year
-- groups: categories and labels of the source
-- note: the source's note
-- phonetic_name: how the name sounds
-- nicknames: other names they go by
-- handles: service:handle of messengers and networks
-- department: units of the organisation
-- role: what they do there, beside the title
-- affiliations: further ones, title: organisation
-- anniversary: as birthday
-- dates: other days, first met: 2010-04-01
-- relations: spouse: name; referred by: who introduced them
-- labels: what the source calls a value, value: work, preferred
-- changed_at: when the source says it changed, UTC
select
    record_id,
    source,
    account,
    source_file,
    source_key,
    person_id,
    name,
    emails,
    phones,
    urls,
    organisation,
    title,
    addresses,
    birthday,
    groups,
    note,
    phonetic_name,
    nicknames,
    handles,
    department,
    role,
    affiliations,
    anniversary,
    dates,
    relations,
    labels,
    changed_at,
from people.contact_records
order by record_id
