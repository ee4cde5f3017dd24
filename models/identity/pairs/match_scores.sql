{% set comparisons = match_comparisons() %}
{#- Two that are so much likelier others of a household never become one person through a third record. -#}
{% set contradiction = -4 %}
with

chosen as (

    select
        match_pairs.record_a,
        match_pairs.record_b,
        match_agreements.counted_agreement as agreement,
        match_agreements.rule,
        match_agreements.own_weight,
        match_agreements.weight,
        a.first_name || ' ' || a.last_name as full_name,
        {% for name, comparison in comparisons.items() if comparison.frequency -%}
        case
            when {{ has_level('match_agreements.counted_agreement', name, 'exact') }} then a.{{ comparison.frequency }}
        end as {{ name }},
        {% endfor -%}
        case when a.country_code = b.country_code then a.country_code else '' end as country
    from {{ ref('match_pairs') }} as match_pairs
    inner join {{ ref('match_agreements') }} as match_agreements
        on match_pairs.agreement = match_agreements.agreement
    left join {{ ref('match_shared_values') }} as match_shared_values
        on match_pairs.record_a = match_shared_values.record_id
    inner join {{ ref('match_records') }} as a on match_pairs.record_a = a.record_id
    inner join {{ ref('match_records') }} as b on match_pairs.record_b = b.record_id
    where match_agreements.shared_values = coalesce(match_shared_values.shared_values, '')

),

scored as (

    select
        chosen.record_a,
        chosen.record_b,
        chosen.agreement,
        chosen.rule,
        chosen.own_weight,
        chosen.weight
        + country_values.bits
        {%- for name, comparison in comparisons.items() if comparison.frequency %}
        + coalesce({{ name }}_values.bits, 0)
        {%- endfor %}
        + coalesce(full_names.bits, 0) as weight
    from chosen
    inner join {{ ref('match_values') }} as country_values
        on
            chosen.country = country_values.country
            and country_values.comparison = 'country'
    {%- for name, comparison in comparisons.items() if comparison.frequency %}
    left join {{ ref('match_values') }} as {{ name }}_values
        on
            chosen.country = {{ name }}_values.country
            and chosen.{{ name }} = {{ name }}_values.value
            and {{ name }}_values.comparison = '{{ name }}'
    {%- endfor %}
    left join {{ ref('match_values') }} as full_names
        on
            chosen.country = full_names.country
            and chosen.full_name = full_names.value
            and full_names.comparison = 'full_name'
            and chosen.first_name is not null
            and chosen.last_name is not null

),

-- the odds that they are one person, against strangers and against others of a household
combined as (

    select
        record_a,
        record_b,
        agreement,
        rule,
        own_weight,
        rule is null
        and weight >= {{ var('review_weight') }}
        and (
            own_weight <= {{ contradiction }}
            or ({{ has_level('agreement', 'birth_date', 'generation') }} and own_weight < {{ var('match_weight') }})
        ) as is_contradiction,
        -log2(pow(2, -cast(weight as double)) + pow(2, -cast(own_weight as double))) as weight
    from scored

)

select
    record_a,
    record_b,
    agreement,
    rule,
    {{ to_decimal('weight', 'decimal(9, 3)') }} as weight,
    {{ to_decimal('own_weight', 'decimal(9, 3)') }} as own_weight,
    rule is not null or weight >= {{ var('match_weight') }} as is_match,
    is_contradiction
from combined
where rule is not null or weight >= {{ var('review_weight') }} or is_contradiction
