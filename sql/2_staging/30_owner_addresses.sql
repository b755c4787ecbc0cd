-- One row per e-mail address that counts as the owner's own.
-- said: it stands in the settings; then nothing is guessed
-- sent: messages it wrote that lie in a folder of sent mail
-- delivered: messages delivered to it
-- touches: messages it is named in
with

mail as (
    select *
    from staging.interactions
    where channel in ('email', 'message') and once_key like 'mail:%'
),

named as (
    select
        split_part(participants.record_id, '/', 3) as address,
        count(distinct mail.once_key) as touches,
        count(distinct mail.once_key) filter (
            mail.owner_side = 'out' and participants."role" = 'from'
        ) as sent,
        count(distinct mail.once_key) filter (
            mail.delivered_to = split_part(participants.record_id, '/', 3)
        ) as delivered,
    from mail
    inner join staging.participants as participants using (touch_ref)
    group by all
),

totals as (
    select
        count(distinct once_key) as touches,
        count(distinct once_key) filter (owner_side = 'out') as sent,
        count(distinct once_key) filter (delivered_to != '') as delivered,
    from mail
),

guessed as (
    select named.*
    from named
    cross join totals
    where
        case
            when totals.sent >= 3
                then named.sent >= greatest(2, 0.02 * totals.sent)
            when totals.delivered >= 10
                then named.delivered >= greatest(5, 0.1 * totals.delivered)
            else named.touches >= greatest(20, 0.6 * totals.touches)
        end
),

said as (
    select unnest(getvariable('owner_emails')::varchar[]) as address
)

select
    address,
    true as said,
    coalesce(named.sent, 0) as sent,
    coalesce(named.delivered, 0) as delivered,
    coalesce(named.touches, 0) as touches,
from said
left join named using (address)
union all
select address, false as said, sent, delivered, touches,
from guessed
where not exists (from said)
order by sent desc, delivered desc, touches desc, address
