-- One row per person whose silence has reached the gap to be kept; longest first.
with relationships as (
    select * from report.relationships
),

silences as (
    select
        person_id,
        name,
        organisation,
        title,
        given_name,
        state,
        due,
        closeness,
        layer,
        last_contact,
        last_channel,
        last_face_to_face,
        rhythm_days,
        target_days,
        cast(
            last_contact + to_hours(cast(target_days * 24 as bigint)) as date
        ) as due_on,
    from relationships
    where state in ('due', 'overdue', 'fading')
)

select * from silences
order by due desc, closeness desc, person_id
limit 60
