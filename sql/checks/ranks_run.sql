-- One row per proposed person out of order.
select *
from main.relationships_to_cultivate
qualify
    cultivate > lag(cultivate, 1, 101) over (order by rank)
    or rank != row_number() over (order by rank)
