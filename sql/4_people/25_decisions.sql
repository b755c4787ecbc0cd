-- One row per decision about a person, by the person its record belongs to now.
with

decisions as (
    select
        decisions.decision_id,
        decisions.happened_at,
        decisions.verb,
        assigned.person_id,
        decisions.record_a,
        decisions.record_b,
        decisions.value,
        decisions.note,
        decisions.line,
    from staging.decisions as decisions
    inner join people.assignments as assigned
        on assigned.record_id = decisions.record_a
    where decisions.verb not in ('same', 'different', 'unsure')
)

select * from decisions
order by line
