-- Groups neglected: in which of them most people have fallen silent.
with groups as (
    select
        person_groups.group_name,
        count(distinct person_id) as people,
        count(distinct person_id) filter (scores.due >= 50) as due,
        round(100 * due / people) as percent_due,
        cast(max(scores.last_contact) as date) as last_contact,
    from person_groups
    inner join people using (person_id)
    left join scores using (person_id)
    where people.kind = 'person'
    group by person_groups.group_name
)

select * from groups
order by percent_due desc, people desc, group_name
