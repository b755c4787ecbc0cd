-- One row per person with contact: how much longer than wanted the silence lasts.
-- due = 100 * clip((1 + log2(silence / target)) / 2, 0, 1): nothing at half the
-- target, 50 on the day, 100 at twice the target.
with

silences as (
    select
        closeness.person_id,
        closeness.two_way,
        closeness.last_contact,
        rhythm.target_days,
        days_since(closeness.last_contact) as silent_days,
    from ties.closeness as closeness
    inner join ties.rhythm as rhythm using (person_id)
),

ratios as (
    select
        *,
        silent_days / target_days as ratio,
    from silences
)

select
    *,
    if(
        ratio <= 0.5, 0.0, 100 * least(1, (1 + log2(ratio)) / 2)
    ) as due,
    case
        when not two_way then 'one_way'
        when silent_days >= getvariable('due_dormant_days') then 'dormant'
        when ratio > getvariable('due_fading') then 'fading'
        when ratio > 2 then 'overdue'
        when ratio > 1 then 'due'
        else 'on_rhythm'
    end as state,
from ratios
order by person_id
