-- Files nothing could read, with what is wrong and the cure.
with unread as (
    select distinct on (file, place, what)
        file,
        place,
        what,
        cure,
    from problems
    where source in ('archive', 'inbox')
    order by file, place, what, run_id desc, cure
)

select * from unread
order by file, place, what
