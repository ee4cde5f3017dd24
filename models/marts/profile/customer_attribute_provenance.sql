{#- Attributes in groups that travel together: all of a group come from one record. -#}
{% set groups = {
    'name': ['full_name', 'first_name', 'last_name'],
    'gender': ['gender'],
    'email': ['email'],
    'phone': ['phone'],
    'address': ['street_address', 'city', 'state', 'postcode', 'country_code'],
    'date_of_birth': ['date_of_birth'],
    'preferred_contact_method': ['preferred_contact_method'],
    'customer_number': ['cid'],
} %}
{% set known = 'contact|crc33_customer|lead' %}
{#- one for each attribute of the largest group -#}
{% set values = ['value_1', 'value_2', 'value_3', 'value_4', 'value_5'] %}
with

given_rules as (

    select
        *,
        'seeds/survivorship.csv, the line "' || coalesce(attribute_group, '') || ',' || coalesce(priority, '') || ','
        || coalesce(rule, '') || ',' || coalesce(sources, '') || '": ' as line,
        count(*) over (partition by attribute_group, priority) as same_priority
    from {{ ref('survivorship') }}

),

rules as (

    select
        attribute_group,
        try_cast(priority as int) as priority,
        rule,
        '|' || sources || '|' as sources,
        case
            when
                attribute_group is null
                or attribute_group not in (
                    {% for group in groups -%}
                    '{{ group }}'{{ ',' if not loop.last }}
                    {% endfor -%}
                )
                then
                    raise_error(
                        line || 'there is no such group. It can be one of: '
                        || '{{ groups | join(", ") }}.'
                    )
            when
                rule is null
                or rule not in ('source_trust', 'most_complete', 'most_frequent', 'most_recent')
                then
                    raise_error(
                        line || 'there is no such rule. It can be one of: '
                        || 'source_trust, most_complete, most_frequent, most_recent.'
                    )
            when priority is null or priority not in ('1', '2', '3', '4')
                then raise_error(line || 'the priority must be 1, 2, 3 or 4; 1 decides first.')
            when same_priority > 1
                then raise_error(line || 'another rule of the group has the same priority. Give each its own.')
            when
                rule = 'source_trust'
                and not regexp_like(coalesce(sources, ''), '^({{ known }})([|]({{ known }}))*$')
                then
                    raise_error(
                        line || 'source_trust needs the sources, the most trusted first, with | between them: '
                        || '{{ known.replace("|", ", ") }}.'
                    )
            else 'valid'
        end as checked
    from given_rules

),

group_rules as (

    select
        attribute_group,
        {% for priority in range(1, 5) -%}
        max(case when priority = {{ priority }} then rule end) as rule_{{ priority }},
        max(case when priority = {{ priority }} then sources end) as sources_{{ priority }},
        {% endfor -%}
        count(*) as rules
    from rules
    where checked = 'valid'
    group by attribute_group

),

members as (

    select
        identities.customer_id,
        records.*
    from {{ ref('customer_identities') }} as identities
    inner join {{ ref('person_records') }} as records
        on identities.record_id = records.record_id
    where records.is_live

),

attributes as (

    select *
    from
        values
        {% for group, attributes in groups.items() -%}
        {% set group_loop = loop -%}
        {% for attribute in attributes -%}
        ('{{ group }}', {{ loop.index }}, '{{ attribute }}'){{ ',' if not (loop.last and group_loop.last) }}
        {% endfor -%}
        {% endfor -%}
            as attributes (attribute_group, place, attribute)

),

-- what each record says of each group
said as (

    select
        members.customer_id,
        members.record_id,
        members.source,
        coalesce(members.modified_at, members.created_at) as value_at,
        members.first_exported_at,
        {% for value in values -%}
        {% set place = loop.index0 -%}
        case attributes.attribute_group
            {% for group, attributes in groups.items() if attributes[place] -%}
            when '{{ group }}' then cast(members.{{ attributes[place] }} as string)
            {% endfor -%}
        end as {{ value }},
        {% endfor -%}
        attributes.attribute_group
    from members
    inner join attributes on attributes.place = 1

),

compared as (

    select
        *,
        {% for value in values -%}
        case when {{ value }} is not null then 1 else 0 end{{ ' + ' if not loop.last }}
        {%- endfor %} as filled,
        lower(
            {% for value in values -%}
            coalesce({{ value }}, ''){{ " || '|' || " if not loop.last }}
            {%- endfor %}
        ) as together
    from said

),

counted as (

    select
        *,
        count(*) over (partition by customer_id, attribute_group, together) as frequency
    from compared
    where filled > 0

),

scored as (

    select
        case
            when group_rules.attribute_group is null
                then
                    raise_error(
                        'seeds/survivorship.csv: no line starts with "' || counted.attribute_group || ',": add one '
                        || 'that says which record gives it, as "' || counted.attribute_group || ',1,most_recent,".'
                    )
            else group_rules.rule_1
        end as rule_1,
        {% for priority in range(1, 5) -%}
        {% if priority > 1 -%}
        group_rules.rule_{{ priority }},
        {% endif -%}
        case group_rules.rule_{{ priority }}
            when 'source_trust' then -nullif(instr(group_rules.sources_{{ priority }}, '|' || counted.source || '|'), 0)
            when 'most_complete' then counted.filled
            when 'most_frequent' then counted.frequency
            when 'most_recent' then unix_micros(counted.value_at)
        end as score_{{ priority }},
        {% endfor -%}
        counted.*
    from counted
    left join group_rules
        on counted.attribute_group = group_rules.attribute_group

),

-- records that say the same are one candidate
candidates as (

    select *
    from scored
    qualify
        row_number() over (
            partition by customer_id, attribute_group, together
            order by
                score_1 desc, score_2 desc, score_3 desc, score_4 desc, first_exported_at asc nulls last, record_id asc
        ) = 1

),

ranked as (

    select
        *,
        row_number() over in_order as place,
        count(*) over (partition by customer_id, attribute_group) as candidates,
        {% for value in values -%}
        lead({{ value }}) over in_order as runner_up_{{ value }},
        {% endfor -%}
        {% for priority in range(1, 5) -%}
        lead(score_{{ priority }}) over in_order as runner_up_score_{{ priority }},
        {% endfor -%}
        lead(record_id) over in_order as runner_up_record_id
    from candidates
    window
        in_order as (
            partition by customer_id, attribute_group
            order by
                score_1 desc, score_2 desc, score_3 desc, score_4 desc, first_exported_at asc nulls last, record_id asc
        )

),

winners as (

    select
        *,
        case
            when candidates = 1 then 'the only value'
            {% for priority in range(1, 5) -%}
            when score_{{ priority }} is distinct from runner_up_score_{{ priority }} then rule_{{ priority }}
            {% endfor -%}
            else 'the record that was exported first'
        end as rule
    from ranked
    where place = 1

),

unpivoted as (

    select
        winners.customer_id,
        attributes.attribute,
        case attributes.place
            {% for value in values -%}
            when {{ loop.index }} then winners.{{ value }}
            {% endfor -%}
        end as value,
        winners.record_id,
        winners.source,
        winners.value_at,
        winners.rule,
        case attributes.place
            {% for value in values -%}
            when {{ loop.index }} then winners.runner_up_{{ value }}
            {% endfor -%}
        end as runner_up_value,
        winners.runner_up_record_id
    from winners
    inner join attributes
        on winners.attribute_group = attributes.attribute_group

)

select *
from unpivoted
where value is not null
