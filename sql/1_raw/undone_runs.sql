-- One row per import taken back.
select
    null::integer as run_id,
    null::timestamp as undone_at
where false
