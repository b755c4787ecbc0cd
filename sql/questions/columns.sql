-- Columns of every relation, with what they hold.
with described as (
    select
        table_name as relation,
        column_name as name,
        lower(data_type) as type,
        comment as holds,
        column_index,
    from duckdb_columns()
    where schema_name = 'main' and not internal
)

select
    relation,
    name,
    type,
    holds,
from described
order by relation, column_index
