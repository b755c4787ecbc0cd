-- One row per person: person, role, list, automated, organisation, resource or owner.
-- Order: the owner's word, what sources say, two-way evidence, address, headers,
-- behaviour. A machine's address answers to nothing: there, two-way evidence is an
-- answer to the owner that no machine marked.
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

-- both at once: a machine's word that may be a name, or stands beside one
mailboxes as (
    select
        person_id,
        bool_and(is_automated and not is_role) as automated,
        bool_and(is_automated and is_role) as doubtful,
        bool_and(is_role or is_automated) as role_only,
        bool_and(
            split_part(email, '@', 1) in ('sales', 'jobs', 'post', 'church')
        ) as also_name,
        -- no mailbox of somebody who works alone: a desk, or a bare machine's word
        bool_or(
            regexp_matches(
                split_part(email, '@', 1),
                'servi[cz]|support|soporte|suporte|ass?ist|help|hilfe|hulp'
                || '|pomoc'
            )
            or (
                is_automated
                and is_role
                and not regexp_matches(email, '[._-].*@')
            )
        ) as desk,
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

owner_threads as (
    select person_id, thread_key, min(happened_at) as since
    from interactions.rows
    where direction = 'out' and thread_key != ''
    group by all
),

traffic as (
    select
        rows.person_id,
        count(*) filter (direction = 'in' and rules.rule is null) as personal,
        count(*) filter (
            direction = 'in'
            and bulk_rule = ''
            and (answers_owner or happened_at > owner_threads.since)
        ) as answered,
        count(*) filter (direction = 'out') as sent,
        count(*) filter (
            direction = 'both' and rules.rule is null
        ) as meetings,
    from interactions.rows as rows
    left join interactions.message_rules as rules
        using (interaction_id, person_id)
    left join owner_threads using (person_id, thread_key)
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

-- somebody: one human being, whatever the mailbox is called
evidence as (
    select
        people.person_id,
        coalesce(mailboxes.automated, false) as automated,
        coalesce(mailboxes.doubtful, false) as doubtful,
        coalesce(mailboxes.role_only, false) as role_only,
        coalesce(traffic.sent, 0) as sent,
        coalesce(traffic.meetings, 0) as meetings,
        coalesce(traffic.answered, 0) as answered,
        coalesce(traffic.sent > 0 and traffic.personal > 0, false) as two_way,
        coalesce(marks.marked, 0) as marked,
        coalesce(marks.unmarked, 0) as unmarked,
        marks.mark,
        coalesce(senders."unlike", false) as "unlike",
        people.has_card
        or not coalesce(mailboxes.role_only, false)
        or coalesce(
            senders.named and (mailboxes.also_name or mailboxes.doubtful), false
        )
        or coalesce(
            (senders.own_domain or senders.human_name)
            and not mailboxes.desk
            and coalesce(marks.marked, 0) = 0,
            false
        ) as somebody,
    from people.people as people
    left join mailboxes using (person_id)
    left join traffic using (person_id)
    left join interactions.marks as marks using (person_id)
    left join interactions.senders as senders using (person_id)
),

judged as (
    select
        people.person_id,
        case
            when people.is_owner then ['owner', 'owner']
            when words.verb = 'machine' then ['automated', 'owner_says']
            when words.verb = 'keep' then ['person', 'owner_says']
            when said.said_kind is not null then [said.said_kind, 'source_says']
            when evidence.automated and evidence.answered = 0
                then ['automated', 'address_automated']
            when evidence.two_way
                then [if(evidence.somebody, 'person', 'role'), 'two_way']
            when evidence.meetings > 0 then ['person', 'met']
            when
                evidence.automated
                or (evidence.doubtful and not evidence.somebody)
                then ['automated', 'address_automated']
            when people.has_card then ['person', 'has_card']
            when lists.person_id is not null then ['list', 'list_id']
            when evidence.role_only and not evidence.somebody
                then ['role', 'address_role']
            when evidence.sent > 0 then ['person', 'owner_wrote']
            when evidence.marked > 0 and evidence.unmarked = 0
                then ['automated', evidence.mark]
            when evidence."unlike" and skeletons.sameness >= 0.8
                then ['automated', 'same_subject']
            else ['person', 'no_evidence_against']
        end as verdict,
    from people.people as people
    inner join evidence using (person_id)
    left join words using (person_id)
    left join said using (person_id)
    left join lists using (person_id)
    left join skeletons using (person_id)
)

select
    person_id,
    verdict[1] as kind,
    verdict[2] as kind_rule,
from judged
order by person_id
