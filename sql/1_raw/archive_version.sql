-- One row per archive: its version, raised by flows/migrations.py.
select
    null::integer as version
where false
