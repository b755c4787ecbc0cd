-- One row per person seen with others: how many, and how far they bridge.
-- mutual: people they share with the owner. Of the hundred seen most with them:
-- effective size = size - 2 * ties among them / size; bridge = (effective size - 1)
-- / (size - 1) (Burt). standing: their place among all by effective size, 0-1.
with

pairs as (
    select one as person, other, n from ties.seen_together
    union all
    select other as person, one as other, n from ties.seen_together
),

neighbours as (
    select person, count(*) as mutual,
    from pairs
    group by person
),

strongest as (
    select person, other
    from pairs
    qualify
        row_number() over (partition by person order by n desc, other) <= 100
),

-- a pair as one number: there are many to compare
known as (
    select one * 4294967296 + other as pair
    from ties.seen_together
),

wedges as (
    select one.person, one.other * 4294967296 + other.other as pair
    from strongest as one
    inner join strongest as other using (person)
    where one.other < other.other
),

ties_between as (
    select person, count(*) as ties
    from wedges
    semi join known using (pair)
    group by person
),

sizes as (
    select
        numbers.person_id,
        neighbours.mutual,
        least(neighbours.mutual, 100) as size,
        coalesce(ties_between.ties, 0) as ties,
    from neighbours
    inner join ties.numbers as numbers on numbers.number = neighbours.person
    left join ties_between using (person)
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
