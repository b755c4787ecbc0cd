-- One row per person and thing owed to them; `done` closes what was owed before it.
with

owed as (
    select * from reasons.owed_thanks
    union all
    select * from reasons.owed_reply
    union all
    select * from reasons.owed_promise
    union all
    select * from reasons.owed_intro
    union all
    select * from reasons.owed_give_back
),

done as (
    select person_id, value as kind, max(happened_at) as done_at
    from people.decisions
    where verb = 'done'
    group by all
)

select owed.*
from owed
inner join interactions.kinds as kinds using (person_id)
anti join done
    on
        done.person_id = owed.person_id
        and done.kind in ('', owed.kind)
        and done.done_at >= owed.since
where
    kinds.kind = 'person'
    and owed.points >= 1
order by owed.person_id, owed.points desc, owed.kind, owed.since
