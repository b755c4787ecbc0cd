-- One row per introducer who has not heard how it went, two weeks on.
select
    introduced.by_person_id as person_id,
    'intro' as kind,
    max(introduced.happened_at) as since,
    getvariable('owed_intro') as points,
    'They introduced you to '
    || arg_max(people.name, (introduced.happened_at, people.person_id))
    || ' on ' || said_day(local_day(max(introduced.happened_at)))
    || '; tell them how it went' as fact,
    flatten(
        list(
            introduced.evidence
            order by introduced.happened_at desc, people.person_id desc
        )
    )[1:5] as evidence,
from reasons.introduced as introduced
inner join people.people as people using (person_id)
left join reasons.turns as turns
    on turns.person_id = introduced.by_person_id
where
    days_since(introduced.happened_at)
    >= getvariable('owed_intro_after_days')
    and days_since(introduced.happened_at) < 365
    and coalesce(
        turns.owner_turned < introduced.happened_at + interval 2 days, true
    )
group by introduced.by_person_id
