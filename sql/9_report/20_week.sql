-- One row per person of this week's list: the head of the relationships.
with relationships as (
    select * from report.relationships
),

week as (
    select *
    from relationships
    where
        rank <= getvariable('report_people_per_week')
        and cultivate > 0
)

select * from week
order by rank
