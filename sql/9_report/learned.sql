-- One row per line of the journal: learned, noted, or promised and still open.
with touches as (
    select * from staging.interactions
),

participants as (
    select * from staging.participants
),

assignments as (
    select * from people.assignments
),

people as (
    select * from main.people
),

promised as (
    select distinct person_id from main.owed
    where kind = 'promise'
),

learned as (
    select
        touches.happened_at,
        touches.journal_kind as kind,
        coalesce(nullif(touches.note, ''), touches.subject) as note,
        touches.due_at,
        string_agg(distinct people.name, ', ' order by people.name) as name,
        touches.touch_ref,
    from touches
    left join participants using (touch_ref)
    left join assignments using (record_id)
    left join people
        on assignments.person_id = people.person_id and people.kind <> 'owner'
    left join promised on people.person_id = promised.person_id
    where
        touches.journal_kind in ('learned', 'promise', 'note')
        and (
            touches.journal_kind <> 'promise'
            or touches.due_at > getvariable('as_of')
            or promised.person_id is not null
        )
        and touches.happened_at <= getvariable('as_of')
        and touches.happened_at > getvariable('as_of') - interval 365 day
    group by all
)

select * from learned
where note is not null
order by happened_at desc, touch_ref
limit 40
