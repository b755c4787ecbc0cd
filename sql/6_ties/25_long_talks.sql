-- One row per person, direction and day of chatting for longer than a talk.
-- counted: half-hours, up to talk by itself, and up to talk_cap when two days before
-- were as long. So an evening's five hundred lines are no more than talk, and two who
-- always talk long are known by it.
select
    number,
    channel,
    direction,
    day,
    -- as much as the third longest until then had; an earlier day never depends on a
    -- later one
    least(
        half_hours,
        getvariable('closeness_talk_cap'),
        greatest(
            getvariable('closeness_talk'),
            max(half_hours, 3) over (
                partition by number, channel, direction
                order by day
                rows between unbounded preceding and current row
            )[3]
        )
    ) as counted,
from ties.contacts
where half_hours > getvariable('closeness_talk')
