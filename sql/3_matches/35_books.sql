-- One row per address book: how many cards it holds, and how many it holds again.
-- again: cards with an identifier, shared with nobody, of another card there.
with

cards as (
    select record_id, source || '/' || account as book
    from staging.contact_records
    where known_by = 'card'
),

carried as (
    select
        cards.book,
        cards.record_id,
        row_number() over (
            partition by cards.book, identifiers.kind, identifiers.value
            order by cards.record_id
        ) as place,
    from matches.record_identifiers as identifiers
    inner join cards using (record_id)
    anti join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
),

repeated as (
    select book, count(distinct record_id) as again
    from carried
    where place > 1
    group by 1
),

counted as (
    select book, count(*) as cards
    from cards
    group by 1
)

select book, cards, coalesce(again, 0) as again,
from counted
left join repeated using (book)
order by book
