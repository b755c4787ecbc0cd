-- One row per person seen with others: how many, and how far they bridge.
-- mutual: people they share with the owner. Of the hundred seen most with them:
-- effective size = size - 2 * ties among them / size; bridge = (effective size - 1)
-- / (size - 1) (Burt). standing: their place among all by effective size, 0-1.
with

neighbours as (
    select
        person_id,
        count(*) as mutual,
        row_number() over (order by person_id) as number,
    from ties.seen_together
    group by person_id
),

-- people by number, and pairs as one number: there are many to compare
pairs as (
    select one.number as person, other.number as other, seen.n
    from ties.seen_together as seen
    inner join neighbours as one using (person_id)
    inner join neighbours as other on other.person_id = seen.other_id
),

strongest as (
    select person, other
    from pairs
    qualify
        row_number() over (partition by person order by n desc, other) <= 100
),

known as (
    select person * 4294967296 + other as pair
    from pairs
    where person < other
),

wedges as (
    select one.person, one.other * 4294967296 + other.other as pair
    from strongest as one
    inner join strongest as other using (person)
    where one.other < other.other
),

ties_between as (
    select wedges.person, count(*) as ties
    from wedges
    semi join known using (pair)
    group by wedges.person
),

sizes as (
    select
        neighbours.person_id,
        neighbours.mutual,
        least(neighbours.mutual, 100) as size,
        coalesce(ties_between.ties, 0) as ties,
    from neighbours
    left join ties_between on ties_between.person = neighbours.number
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
