-- Whose answer I wait for, the longest wait first.
with waits as (
    select
        people.name,
        people.organisation,
        cast(waiting.since as date) as since,
        waiting.fact,
    from waiting
    inner join people using (person_id)
)

select * from waits
order by since, name, organisation, fact
