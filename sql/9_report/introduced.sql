-- One row per introduction somebody made for the owner: the referral tree.
with introduced as (
    select * from main.introduced
),

people as (
    select * from main.people
),

referrals as (
    select
        introduced.person_id,
        people.name,
        introduced.by_person_id,
        introducers.name as by_name,
        introduced.happened_at,
    from introduced
    inner join people using (person_id)
    inner join people as introducers
        on introduced.by_person_id = introducers.person_id
)

select * from referrals
order by happened_at, person_id
