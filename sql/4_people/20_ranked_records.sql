-- One row per contact record, ranked within its person by how far it is believed.
-- trust: 1 is believed first: cards before participants before bare names, then the
-- newest change, then the richest source, then the record seen most.
with

records as (
    select * from people.contact_records
),

ranked as (
    select
        *,
        row_number() over (
            partition by person_id
            order by
                case known_by
                    when 'card' then 1
                    when 'participant' then 2
                    else 3
                end,
                changed_at desc nulls last,
                case source
                    when 'carddav' then 1
                    when 'google_people' then 1
                    when 'vcard' then 2
                    when 'linkedin' then 3
                    else 4
                end,
                sightings desc,
                first_seen desc nulls last,
                record_id
        ) as trust,
    from records
)

select * from ranked
order by person_id, trust
