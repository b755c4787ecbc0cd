"""What several files of sql/ say in the same words, as macros of a connection.

They read the settings, which `warehouse.set_variables` hands to SQL beside them.
"""

MACROS = (
    # g(x) of closeness: how near a sum of decayed touches brings, 0-1; what is beyond
    # the cap keeps its order, but adds little
    """nearness(mass) as
        (1 - getvariable('closeness_beyond'))
        * ln(1 + least(mass, getvariable('closeness_cap'))
            / getvariable('closeness_floor'))
        / ln(1 + getvariable('closeness_cap') / getvariable('closeness_floor'))
        + getvariable('closeness_beyond')
        * ln(least(greatest(mass / getvariable('closeness_cap'), 1),
            getvariable('closeness_reach')))
        / ln(getvariable('closeness_reach'))""",
    # what a day's contact weighs: its heaviest touch, by channel and people in it, as
    # often as its half-hours count
    """contact_weight(channel, people, half_hours) as
        getvariable('closeness_channel')[channel]
        * pow(people, -getvariable('closeness_crowd_exponent'))
        * half_hours::double""",
    # the owner's calendar day of an instant
    """local_day(instant) as (
        instant at time zone 'UTC' at time zone getvariable('timezone')
    )::date""",
    # days from an instant to as_of, fractions included
    """days_since(instant) as
        date_diff('second', instant, getvariable('as_of')::timestamp) / 86400.0""",
    # a day as a sentence says it; the year where it is not this one
    """said_day(day) as if(
        year(day) = year(local_day(getvariable('as_of')::timestamp)),
        strftime(day, '%-d %b'),
        strftime(day, '%-d %b %Y')
    )""",
    # a day ahead as a sentence says it, where that is so near that it has a name
    """said_when(day) as case
        date_diff('day', local_day(getvariable('as_of')::timestamp), day)
        when 0 then 'today'
        when 1 then 'tomorrow'
        else 'on ' || said_day(day)
    end""",
    # how long ago, in words
    """said_ago(day) as case
        date_diff('day', day, local_day(getvariable('as_of')::timestamp))
        when 0 then 'today'
        when 1 then 'yesterday'
        else format(
            '{:,}',
            date_diff('day', day, local_day(getvariable('as_of')::timestamp))
        ) || ' days ago'
    end""",
)
