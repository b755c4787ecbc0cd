-- One row per record joined by a common name and an employer, where others of that
-- name may work there too.
-- doubt: how many others of that name are to be expected there
with

-- Persons of a common name, times the share of all who have that employer.
named as (
    select
        records.full_key,
        count(distinct assigned.person_id) as persons,
    from matches.records as records
    inner join people.assignments as assigned using (record_id)
    where contains(records.full_key, ' ')
    group by 1
    having count(distinct assigned.person_id) > 5
),

employed as (
    select
        employers.employer,
        count(distinct assigned.person_id)
            / (select count(distinct person_id) from people.assignments)
            as share,
    from matches.employers as employers
    inner join people.assignments as assigned using (record_id)
    group by 1
),

owners as (
    select distinct person_id from people.assignments where rule = 'owner'
),

colleagues as (
    select
        assigned.record_id,
        assigned.person_id,
        max(named.persons * employed.share) as doubt,
    from people.assignments as assigned
    inner join matches.records as records using (record_id)
    inner join named using (full_key)
    inner join matches.employers as mine using (record_id)
    inner join matches.employers as theirs
        on theirs.record_id = assigned.joined_to
        and theirs.employer = mine.employer
    inner join employed on employed.employer = mine.employer
    anti join owners on owners.person_id = assigned.person_id
    where assigned.rule in ('same_name_and_organisation', 'weight_of_evidence')
    group by all
    having max(named.persons * employed.share) >= 0.01
)

select * from colleagues
order by record_id
