-- One row per person with contact: the usual gap, and the gap that is wanted.
-- A contact day has a meeting, a call, or an answer within fourteen days: a reply
-- the next morning is not a second visit.
-- usual_days: the geometric mean of the gaps, null without one
-- rhythm_days: exp((sum of ln gap + prior_weight * ln prior) / (n + prior_weight))
with

turns as (
    select
        number,
        day,
        direction,
        lag(day) over person_turns as turn_before,
        lag(direction) over person_turns as direction_before,
    from ties.contacts
    window person_turns as (partition by number order by day, direction)
),

-- a day may stand here several times
contact_days as (
    select number, day
    from turns
    where
        direction = 'both'
        or (
            direction != direction_before
            and date_diff('day', turn_before, day) <= 14
        )
),

gaps as (
    select
        number,
        date_diff('day', lead(day) over backwards, day) as gap,
        dense_rank() over backwards as recent,
    from contact_days
    window backwards as (partition by number order by day desc)
),

usual_gaps as (
    select
        numbers.person_id,
        sum(ln(gap)::decimal(18, 12))::double as log_gaps,
        count(*) as gaps,
    from gaps
    inner join ties.numbers as numbers using (number)
    where gap > 0 and recent <= getvariable('due_gaps')
    group by numbers.person_id
),

words as (
    select
        person_id,
        try_cast(
            arg_max(value, line) filter (verb = 'tier') as integer
        ) as tier,
        try_cast(
            arg_max(value, line) filter (verb = 'cadence') as double
        ) as cadence_days,
    from people.decisions
    group by person_id
),

group_cadences as (
    select
        person_id,
        min(getvariable('due_group')[group_name]) as group_days,
    from people.groups
    group by person_id
),

tiers as (
    select
        closeness.person_id,
        words.tier as own_tier,
        words.cadence_days,
        group_cadences.group_days,
        coalesce(words.tier, closeness.worth_layer) as tier,
    from ties.closeness as closeness
    left join words using (person_id)
    left join group_cadences using (person_id)
),

rhythms as (
    select
        tiers.*,
        coalesce(usual_gaps.gaps, 0) as gaps,
        exp(usual_gaps.log_gaps / usual_gaps.gaps) as usual_days,
        exp(
            (
                coalesce(usual_gaps.log_gaps, 0)
                + getvariable('due_prior_weight')
                * ln(getvariable('due_tiers')[tier])
            )
            / (coalesce(usual_gaps.gaps, 0) + getvariable('due_prior_weight'))
        ) as rhythm_days,
    from tiers
    left join usual_gaps using (person_id)
)

select
    *,
    coalesce(
        cadence_days,
        group_days,
        least(
            365,
            greatest(
                getvariable('due_floor')[tier],
                getvariable('due_rhythm_factor') * rhythm_days
            )
        )
    ) as target_days,
from rhythms
order by person_id
