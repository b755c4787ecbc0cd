-- Groups neglected: in which of them most people have fallen silent.
with groups as (
    select
        person_groups.group_name,
        count(distinct person_id) as members,
        count(distinct person_id) filter (scores.due >= 50) as members_due,
        round(100 * members_due / members) as percent_due,
        cast(max(scores.last_contact) as date) as last_contact,
    from person_groups
    inner join people using (person_id)
    left join scores using (person_id)
    where people.kind = 'person'
    group by person_groups.group_name
)

select * from groups
order by percent_due desc, members desc, group_name
