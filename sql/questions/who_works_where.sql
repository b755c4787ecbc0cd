-- Who works where: organisations and whom I know there, the largest first.
with organisations as (
    select
        people.organisation,
        count(*) as people,
        list(people.name order by scores.closeness desc nulls last, people.name)
            as names,
    from people
    left join scores using (person_id)
    where people.kind = 'person' and people.organisation != ''
    group by people.organisation
)

select * from organisations
order by people desc, organisation
