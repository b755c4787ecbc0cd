-- One row per person and favour: value above 0 was given by the owner, below 0 taken.
with

journal as (
    select
        person_id,
        case
            when journal_kind = 'intro' and "role" = 'introducer'
                then 'introduced_you'
            when journal_kind = 'intro' then 'introduced_them'
            else journal_kind
        end as kind,
        happened_at,
        value * if(
            journal_kind = 'asked' or "role" = 'introducer', -1, 1
        ) as value,
        coalesce(note, '') as note,
        interaction_id,
    from reasons.journal
    where
        journal_kind in ('gave', 'asked', 'thanks')
        or (journal_kind = 'intro' and "role" = 'introducer')
        or (
            journal_kind = 'intro'
            and touch_ref not in (
                select touch_ref
                from reasons.journal
                where "role" = 'introducer'
            )
        )
),

mail as (
    select
        by_person_id as person_id,
        'introduced_you' as kind,
        happened_at,
        -1 as value,
        '' as note,
        evidence[1] as interaction_id,
    from reasons.introduced
),

-- A recommendation is written; an endorsement is a click.
public_words as (
    select
        person_id,
        if(source_key like 'recommendation:%', 'recommended', 'endorsed')
        || if(direction = 'out', '_them', '_you') as kind,
        happened_at,
        if(source_key like 'recommendation:%', 2, 0.25)
        * if(direction = 'out', 1, -1) as value,
        '' as note,
        interaction_id,
    from interactions.interactions
    where
        source = 'linkedin'
        and direction in ('out', 'in')
        and (
            source_key like 'recommendation:%'
            or source_key like 'endorsement:%'
        )
        and not machine
        and happened_at <= getvariable('as_of')::timestamp
),

ledger as (
    select * from journal
    union
    select * from mail
    where
        interaction_id not in (select interaction_id from journal)
        and happened_at is not null
    union
    select * from public_words
)

select
    person_id,
    kind,
    happened_at,
    value::double as value,
    case kind
        when 'gave' then 'You gave'
        when 'asked' then 'You asked'
        when 'thanks' then 'You thanked them'
        when 'introduced_you' then 'They introduced you'
        when 'introduced_them' then 'You introduced them'
        when 'recommended_you' then 'They recommended you publicly'
        when 'recommended_them' then 'You recommended them publicly'
        when 'endorsed_you' then 'They endorsed your skills'
        when 'endorsed_them' then 'You endorsed their skills'
    end
    || ' on ' || said_day(local_day(happened_at))
    || if(note = '', '', ': ' || note) as fact,
    [interaction_id] as evidence,
from ledger
order by person_id, happened_at, kind, interaction_id
