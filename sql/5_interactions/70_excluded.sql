-- One row per address kept out of the list of people, with the rule that did it.
select
    coalesce(addresses.email, people.name) as address,
    kinds.person_id,
    kinds.kind_rule as rule,
    count(interactions.interaction_id) as messages,
from interactions.kinds as kinds
inner join people.people as people using (person_id)
left join (
    select person_id, min(email) as email
    from people.addresses
    group by person_id
) as addresses using (person_id)
left join interactions.interactions as interactions using (person_id)
where kinds.kind not in ('person', 'owner')
group by all
order by messages desc, address, person_id
