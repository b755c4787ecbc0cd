-- One row: the version of the archive, raised by flows/migrations.py.
select null::integer as version
where false
