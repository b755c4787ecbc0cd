-- Give and take: who gave more, they (below 0) or I (above 0), in all favours.
with favours as (
    select
        people.name,
        sum(give_and_take.value) as balance,
        count(*) filter (give_and_take.value > 0) as i_gave,
        count(*) filter (give_and_take.value < 0) as they_gave,
        cast(max(give_and_take.happened_at) as date) as last_favour,
    from give_and_take
    inner join people using (person_id)
    group by people.person_id, people.name
)

select * from favours
order by balance, name, i_gave, they_gave, last_favour
