with

used as (

    select
        cast(least(greatest(ceil(credit_use * 10) - 1, 0), 10) as int) as place,
        count(*) as customers
    from {{ ref('customer_measures') }}
    where credit_use is not null
    group by least(greatest(ceil(credit_use * 10) - 1, 0), 10)

)

select
    bands.credit_use,
    bands.level,
    {{ not_small('coalesce(used.customers, 0)', by='bands.place') }} as customers,
    bands.place
from (
    values
    ('0 to 10', 'below 90 %', 0),
    ('10 to 20', 'below 90 %', 1),
    ('20 to 30', 'below 90 %', 2),
    ('30 to 40', 'below 90 %', 3),
    ('40 to 50', 'below 90 %', 4),
    ('50 to 60', 'below 90 %', 5),
    ('60 to 70', 'below 90 %', 6),
    ('70 to 80', 'below 90 %', 7),
    ('80 to 90', 'below 90 %', 8),
    ('90 to 100', 'near the limit', 9),
    ('over 100', 'over the limit', 10)
) as bands (credit_use, level, place)
left join used
    on bands.place = used.place
