-- One row per favour, ask or thanks of a person shown in full, the newest first.
with detailed as (
    select * from report.detailed
),

favours as (
    select * from main.give_and_take
),

detail_ledger as (
    select
        favours.person_id,
        favours.kind,
        favours.happened_at,
        favours.fact,
    from favours
    semi join detailed using (person_id)
    where favours.happened_at <= getvariable('as_of')
    qualify
        row_number() over (
            partition by favours.person_id
            order by favours.happened_at desc, favours.kind, favours.fact
        ) <= 6
)

select * from detail_ledger
order by person_id, happened_at desc, kind, fact
