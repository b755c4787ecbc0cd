-- One row per kind of question about people who may be one, and what you said of it.
-- kind: its name; review says in a line what such people have in common
-- questions: how many are of this kind now, those your word joined or parted included
-- pairs: of contact records that they would bring or have brought together, or part
-- same: how many questions of the kind you answered with same
-- different: and how many with different
-- judgement: same_kind (all were joined), part_kind (all were parted), leave_kind
-- (asked one by one), else NULL
-- decision_id: the line of decisions.csv that says so
-- happened_at: when you said so, UTC
with

alike as (
    select kind, count(*) as questions, sum(pairs)::bigint as pairs
    from people.alike
    group by 1
    union all
    select kind, count(*), sum(pairs)::bigint
    from (
        select kind, pairs from people.doubtful
        union all
        select kind, pairs from people.parted
    )
    group by 1
),

answers as (
    select
        value as kind,
        count(*) filter (verb = 'same') as same,
        count(*) filter (verb = 'different') as different,
    from staging.decisions
    where verb in ('same', 'different') and value != ''
    group by 1
),

words as (
    select value as kind, verb as judgement, decision_id, happened_at
    from staging.decisions
    where verb in ('same_kind', 'part_kind', 'leave_kind')
    qualify row_number() over (partition by value order by line desc) = 1
)

select
    kind,
    coalesce(alike.questions, 0) as questions,
    coalesce(alike.pairs, 0) as pairs,
    coalesce(answers.same, 0) as same,
    coalesce(answers.different, 0) as different,
    words.judgement,
    words.decision_id,
    words.happened_at,
from alike
full join answers using (kind)
full join words using (kind)
order by kind
