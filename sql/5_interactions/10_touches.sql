-- One row per touch: its copies in folders, archives and accounts made one.
-- Journal lines that tell of no touch (note, learned, promise, intro) stay out.
with

copies as (
    select
        *,
        row_number() over (
            partition by once_key
            order by bulk_rule != '', words is null, touch_ref
        ) as preference,
    from staging.interactions
    where journal_kind not in ('note', 'learned', 'promise', 'intro')
),

merged as (
    select
        once_key,
        bool_or(owner_side = 'out') as sent_by_owner,
        bool_or(list_contains(labels, 'spam')) as in_spam,
        bool_or(cancelled) as cancelled,
    from copies
    group by once_key
)

select
    'i' || left(md5(once_key), 16) as interaction_id,
    copies.* exclude (preference, owner_side, cancelled),
    case
        when merged.sent_by_owner then 'out' else copies.owner_side
    end as owner_side,
    merged.in_spam,
    merged.cancelled,
from copies
inner join merged using (once_key)
where copies.preference = 1
order by interaction_id
