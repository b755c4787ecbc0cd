-- One row per person with contact: closeness now, 90 days ago and at its best.
-- two_way: both have ever turned to the other. layer: rank among two-way ties.
-- worth_layer: the same rank by the best closeness of three years.
with

current as (
    select person_id, sum(points order by part) as closeness,
    from ties.closeness_parts
    where quarters_back = 0
    group by person_id
),

earlier as (
    select person_id, max(closeness) as best_closeness
    from ties.closeness_then
    group by person_id
),

quarter_ago as (
    select person_id, sum(points order by part) as closeness_90d_ago
    from ties.closeness_parts
    where quarters_back = 1
    group by person_id
),

sides as (
    select
        person_id,
        bool_or(direction in ('out', 'both'))
        and bool_or(direction in ('in', 'both')) as two_way,
        min(first_contact) as first_contact,
        max(last_contact) as last_contact,
        arg_max(channel, (last_contact, channel)) as last_channel,
        max(last_contact) filter (channel in ('meeting', 'video'))
            as last_face_to_face,
        sum(touches) as touches,
    from ties.quarters
    group by person_id
),

gathered as (
    select
        sides.*,
        current.closeness,
        coalesce(quarter_ago.closeness_90d_ago, 0) as closeness_90d_ago,
        greatest(current.closeness, coalesce(earlier.best_closeness, 0))
            as best_closeness,
    from sides
    inner join current using (person_id)
    left join earlier using (person_id)
    left join quarter_ago using (person_id)
),

ranked as (
    select
        *,
        row_number() over (
            order by two_way desc, closeness desc, person_id
        ) as closeness_rank,
        row_number() over (
            order by two_way desc, best_closeness desc, person_id
        ) as worth_rank,
    from gathered
)

select
    *,
    case
        when not two_way then null
        when closeness_rank <= 5 then 5
        when closeness_rank <= 15 then 15
        when closeness_rank <= 50 then 50
        when closeness_rank <= 150 then 150
    end as layer,
    case
        when not two_way then 4
        when worth_rank <= 5 then 1
        when worth_rank <= 15 then 2
        when worth_rank <= 50 then 3
        else 4
    end as worth_layer,
from ranked
order by person_id
