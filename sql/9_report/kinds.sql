-- One row per kind of question the owner has answered about people of one name.
select kind, questions, pairs, same, different, judgement, happened_at
from main.kinds
where same + different > 0 or judgement is not null
order by questions desc, kind
