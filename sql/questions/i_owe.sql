-- Whom I owe: thanks, answers, promises and favours, the weightiest first.
with debts as (
    select
        people.name,
        owed.kind,
        cast(owed.since as date) as since,
        round(owed.points, 1) as points,
        owed.fact,
    from owed
    inner join people using (person_id)
)

select * from debts
order by points desc, since, name, kind, fact
