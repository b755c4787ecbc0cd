-- One row per person and identifier, with how many of their records carry it.
with

counted as (
    select
        assigned.person_id,
        identifiers.kind,
        identifiers.value,
        count(distinct identifiers.record_id) as records,
        shared.value is not null as shared,
        coalesce(shared.why, '') as why,
        bool_or(records.own_email is not distinct from identifiers.value)
            as own,
        min(records.standing) as standing,
    from matches.record_identifiers as identifiers
    inner join people.assignments as assigned using (record_id)
    inner join matches.records as records using (record_id)
    left join matches.shared_identifiers as shared
        on shared.kind = identifiers.kind and shared.value = identifiers.value
    group by all
)

select * from counted
order by person_id, kind, value
