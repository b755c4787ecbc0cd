-- One row per person who has given much more than they got back.
select
    balance.person_id,
    'give_back' as kind,
    balance.last_favour as since,
    getvariable('owed_give_back') as points,
    'They have helped you more than you them, last on '
    || said_day(local_day(balance.last_favour)) as fact,
    balance.evidence,
from reasons.balance as balance
where balance.balance <= -2
union all
select
    reciprocity.person_id,
    'give_back' as kind,
    closeness.last_contact as since,
    getvariable('owed_give_back') as points,
    'They turned to you ' || reciprocity.touches
    || ' times this year, mostly without an answer' as fact,
    []::varchar[] as evidence,
from ties.reciprocity as reciprocity
inner join ties.closeness as closeness using (person_id)
left join reasons.balance as balance using (person_id)
where
    reciprocity.leaning = 'one_sided_them'
    and closeness.two_way
    and coalesce(balance.balance, 0) > -2
