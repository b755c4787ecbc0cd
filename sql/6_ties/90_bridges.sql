-- One row per person seen with others: how many, and how far they bridge.
-- mutual: people they share with the owner. bridge = (effective size - 1) /
-- (mutual - 1), effective size = mutual - 2 * ties among these / mutual (Burt).
-- standing: their place among all by effective size, 0-1.
with

neighbours as (
    select person_id, count(*) as mutual
    from ties.seen_together
    group by person_id
),

ties_between as (
    select one.person_id, count(*) / 2 as ties
    from ties.seen_together as one
    inner join ties.seen_together as other using (person_id)
    semi join ties.seen_together as between_them
        on
            between_them.person_id = one.other_id
            and between_them.other_id = other.other_id
    group by one.person_id
),

sizes as (
    select
        neighbours.person_id,
        neighbours.mutual,
        neighbours.mutual
        - 2 * coalesce(ties_between.ties, 0) / neighbours.mutual
            as effective_size,
    from neighbours
    left join ties_between using (person_id)
)

select
    *,
    if(mutual < 3, 0, (effective_size - 1) / (mutual - 1)) as bridge,
    percent_rank() over (order by effective_size) as standing,
from sizes
order by person_id
