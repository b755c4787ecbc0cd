-- One row per pair of records that may be one person, likeliest first.
with match_candidates as (
    select * from main.match_candidates
),

contact_records as (
    select * from main.contact_records
),

merges_to_confirm as (
    select
        match_candidates.record_a,
        match_candidates.record_b,
        first_records.name as name_a,
        second_records.name as name_b,
        first_records.source as source_a,
        second_records.source as source_b,
        match_candidates.weight,
        match_candidates.evidence,
    from match_candidates
    inner join contact_records as first_records
        on match_candidates.record_a = first_records.record_id
    inner join contact_records as second_records
        on match_candidates.record_b = second_records.record_id
    where match_candidates.band = 'review'
)

select * from merges_to_confirm
order by weight desc, record_a, record_b
limit 30
