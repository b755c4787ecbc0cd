-- One row per person and touch with the owner, before machines are told apart.
-- A message received is a touch of its sender, not of the others it went to.
with

sides as (
    select
        interaction_id,
        count(*) filter (not is_owner and "role" != 'resource') as others,
        bool_or(is_owner and "role" = 'from') as owner_wrote,
        bool_or(is_owner and accepted is false) as owner_declined,
    from interactions.parties
    group by interaction_id
),

directed as (
    select
        touches.*,
        sides.others,
        coalesce(sides.owner_declined, false) as owner_declined,
        case
            when touches.owner_side = 'out' or sides.owner_wrote then 'out'
            when touches.owner_side != '' then touches.owner_side
            when touches.channel in ('meeting', 'video', 'call') then 'both'
            else 'in'
        end as direction,
    from interactions.touches as touches
    inner join sides using (interaction_id)
)

select
    directed.*,
    parties.person_id,
    parties."role",
    parties.accepted,
from directed
inner join interactions.parties as parties using (interaction_id)
where
    not parties.is_owner
    and (
        directed.direction != 'in'
        or parties."role" = 'from'
        or directed.journal_kind != ''
    )
order by interaction_id, person_id
