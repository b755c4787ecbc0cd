-- One row per person: person, role, list, automated, organisation, resource or owner.
-- Order: the owner's word, two-way evidence, what sources say, address, behaviour.
with

words as (
    select
        person_id,
        arg_max(verb, line) as verb,
        arg_max(decision_id, line) as decision_id,
    from people.decisions
    where verb in ('keep', 'machine')
    group by person_id
),

said as (
    select
        assignments.person_id,
        max(records.kind) filter (records.kind != '') as said_kind,
    from staging.contact_records as records
    inner join people.assignments as assignments using (record_id)
    group by assignments.person_id
),

mailboxes as (
    select
        person_id,
        bool_and(is_automated) as automated,
        bool_and(is_role or is_automated) as role_only,
    from people.addresses
    group by person_id
),

-- a list's address is its List-Id with the first dot as an at sign
lists as (
    select distinct addresses.person_id
    from people.addresses as addresses
    semi join staging.interactions as touches
        on touches.list_id = replace(addresses.email, '@', '.')
),

traffic as (
    select
        rows.person_id,
        count(*) filter (direction = 'in') as received,
        count(*) filter (direction = 'in' and rules.rule is null) as personal,
        count(*) filter (direction = 'out') as sent,
        count(*) filter (
            direction = 'both' and rules.rule is null
        ) as meetings,
        max(rules.rule) filter (direction = 'in') as bulk_rule,
    from interactions.rows as rows
    left join interactions.message_rules as rules
        using (interaction_id, person_id)
    group by rows.person_id
),

subjects as (
    select
        person_id,
        regexp_replace(
            regexp_replace(lower(subject), '^((re|fwd?|aw|rv|tr) ?: *)+', ''),
            '[0-9]+',
            '#',
            'g'
        ) as skeleton,
        count(*) as messages,
    from interactions.rows
    where direction = 'in' and channel = 'email'
    group by all
),

skeletons as (
    select person_id, max(messages) / sum(messages) as sameness,
    from subjects
    group by person_id
    having sum(messages) >= 10
),

judged as (
    select
        people.person_id,
        case
            when people.is_owner then ['owner', 'owner']
            when words.verb = 'machine' then ['automated', 'owner_says']
            when words.verb = 'keep' then ['person', 'owner_says']
            when said.said_kind is not null then [said.said_kind, 'source_says']
            when traffic.sent > 0 and traffic.personal > 0
                then [
                    if(
                        mailboxes.role_only and not people.has_card,
                        'role',
                        'person'
                    ),
                    'two_way',
                ]
            when traffic.meetings > 0 then ['person', 'met']
            when mailboxes.automated then ['automated', 'address_automated']
            when people.has_card then ['person', 'has_card']
            when lists.person_id is not null then ['list', 'list_id']
            when mailboxes.role_only then ['role', 'address_role']
            when traffic.sent > 0 then ['person', 'owner_wrote']
            when traffic.received > 0 and traffic.personal = 0
                then ['automated', traffic.bulk_rule]
            when skeletons.sameness >= 0.8
                then ['automated', 'same_subject']
            else ['person', 'no_evidence_against']
        end as verdict,
    from people.people as people
    left join words using (person_id)
    left join said using (person_id)
    left join mailboxes using (person_id)
    left join lists using (person_id)
    left join traffic using (person_id)
    left join skeletons using (person_id)
)

select
    person_id,
    verdict[1] as kind,
    verdict[2] as kind_rule,
from judged
order by person_id
