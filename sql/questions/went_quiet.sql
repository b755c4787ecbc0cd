-- Who went quiet: once close people whose silence is past your usual gap.
with past_their_rhythm as (
    select
        people.name,
        people.organisation,
        cast(scores.last_contact as date) as last_contact,
        date_diff('day', scores.last_contact, scores.as_of) as days_silent,
        round(scores.rhythm_days) as usual_days,
        round(scores.due, 1) as due,
        round(scores.closeness_90d_ago, 1) as closeness_90d_ago,
        round(scores.closeness, 1) as closeness,
    from scores
    inner join people using (person_id)
    where
        scores.due >= 50
        and not coalesce(people.muted, false)
)

select * from past_their_rhythm
order by
    closeness_90d_ago desc nulls last,
    days_silent desc,
    name,
    organisation,
    due,
    usual_days,
    closeness
limit 30
