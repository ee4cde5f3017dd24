{#- How many records' worth of experience the seeds are, and the share of a name that the seed lacks. -#}
{% set experience = 200 %}
{% set rare_name = '0.00002' %}
{% set comparisons = match_comparisons() %}
{% set columns = comparisons.values() | selectattr('frequency', 'defined') | map(attribute='frequency') | list %}
with

weights as (

    select *
    from {{ ref('match_chances') }}
    where level = 'exact'

),

-- names and places go together in a country, so in it they are counted apart; '' stands for all of them
countries as (

    select
        country,
        log2(count(*) + {{ experience }}) as bits
    from (
        select coalesce(country_code, '') as country
        from {{ ref('match_records') }}
        where country_code is not null
        union all
        select '' as country
        from {{ ref('match_records') }}
    ) as records_by_country
    group by country

),

counted_records as (

    select
        '' as country,
        {{ columns | join(',
        ') }}
    from {{ ref('match_records') }}
    union all
    select
        country_code as country,
        {{ columns | join(',
        ') }}
    from {{ ref('match_records') }}
    where country_code is not null

),

-- what equal values say beyond the average of the seed: the rarer, the more
{% for name, comparison in comparisons.items() if comparison.frequency -%}
{%- set expected = 'coalesce(name_shares.share, ' ~ rare_name ~ ')' if comparison.part else 'weights.u' -%}
{{ name }}_rarity as (

    select
        counted.country,
        counted.{{ comparison.frequency }},
        least(
            {{ comparison.most }},
            log2(weights.u / (counted.number_of_values + {{ experience }} * {{ expected }})) + countries.bits
        ) as bits
    from (
        select
            country,
            {{ comparison.frequency }},
            count(*) as number_of_values
        from counted_records
        where {{ comparison.frequency }} is not null
        group by country, {{ comparison.frequency }}
    ) as counted
    inner join countries on counted.country = countries.country
    inner join weights on weights.comparison = '{{ name }}'
    {%- if comparison.part %}
    left join {{ ref('name_shares') }} as name_shares
        on
            counted.{{ comparison.frequency }} = name_shares.name
            and name_shares.part = '{{ comparison.part }}'
    {%- endif %}

),

{% endfor -%}
-- a full name that is frequent says no more than its own frequency
frequent_names as (

    select
        counted.country,
        counted.first_name,
        counted.last_name,
        least(
            0,
            countries.bits - log2(counted.number_of_records) + log2(first_names.u) + log2(last_names.u)
            - first_name_rarity.bits - last_name_rarity.bits
        ) as bits
    from (
        select
            country,
            first_name,
            last_name,
            count(*) as number_of_records
        from counted_records
        where first_name is not null and last_name is not null
        group by country, first_name, last_name
        having count(*) >= 6
    ) as counted
    inner join countries on counted.country = countries.country
    inner join weights as first_names on first_names.comparison = 'first_name'
    inner join weights as last_names on last_names.comparison = 'last_name'
    inner join first_name_rarity
        on
            counted.country = first_name_rarity.country
            and counted.first_name = first_name_rarity.first_name
    inner join last_name_rarity
        on
            counted.country = last_name_rarity.country
            and counted.last_name = last_name_rarity.last_name

)

select
    country,
    'country' as comparison,
    '' as value,
    {{ to_decimal('-bits', 'decimal(9, 6)') }} as bits
from countries
{% for name, comparison in comparisons.items() if comparison.frequency -%}
union all
select
    country,
    '{{ name }}' as comparison,
    {{ comparison.frequency }} as value,
    {{ to_decimal('bits', 'decimal(9, 6)') }} as bits
from {{ name }}_rarity
{% endfor -%}
union all
select
    country,
    'full_name' as comparison,
    first_name || ' ' || last_name as value,
    {{ to_decimal('bits', 'decimal(9, 6)') }} as bits
from frequent_names
where bits < 0
