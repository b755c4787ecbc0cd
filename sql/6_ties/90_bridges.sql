-- One row per person seen with others: how many, and how far they bridge.
-- mutual: people they share with the owner. Of the hundred seen most with them:
-- effective size = size - 2 * ties among them / size; bridge = (effective size - 1)
-- / (size - 1) (Burt). standing: their place among all by effective size, 0-1.
with

neighbours as (
    select person_id, count(*) as mutual
    from ties.seen_together
    group by person_id
),

strongest as (
    select person_id, other_id
    from ties.seen_together
    qualify
        row_number() over (partition by person_id order by n desc, other_id)
        <= 100
),

ties_between as (
    select one.person_id, count(*) / 2 as ties
    from strongest as one
    inner join strongest as other using (person_id)
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
        least(neighbours.mutual, 100) as size,
        coalesce(ties_between.ties, 0) as ties,
    from neighbours
    left join ties_between using (person_id)
),

bridges as (
    select
        person_id,
        mutual,
        size - 2 * ties / size as effective_size,
        if(size < 3, 0, (size - 2 * ties / size - 1) / (size - 1)) as bridge,
    from sizes
)

select
    *,
    percent_rank() over (order by effective_size) as standing,
from bridges
order by person_id
