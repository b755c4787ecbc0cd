-- One row per contact record that joined a person shown in full, and why.
-- joined_to: the record of the same person it was joined to
with detailed as (
    select * from report.detailed
),

merges as (
    select * from people.merges
),

records as (
    select * from main.contact_records
),

detail_records as (
    select
        merges.person_id,
        merges.record_id,
        merges.joined_to,
        records.source,
        records.name,
        merges.rule,
        merges.evidence,
    from merges
    semi join detailed using (person_id)
    left join records using (record_id)
    qualify
        row_number() over (
            partition by merges.person_id order by merges.record_id
        ) <= 12
)

select * from detail_records
order by person_id, record_id
