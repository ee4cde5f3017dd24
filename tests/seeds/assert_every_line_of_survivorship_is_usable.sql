{{ config(fail_calc='count(message)') }}
-- the lists of names are long lines
-- noqa: disable=LT05
{% set groups = attribute_groups() | list %}
{% set known = 'contact|crc33_customer|lead' %}
with

lines as (

    select
        *,
        'seeds/survivorship.csv, the line "' || coalesce(attribute_group, '') || ',' || coalesce(priority, '') || ','
        || coalesce(rule, '') || ',' || coalesce(sources, '') || '": ' as line,
        count(*) over (partition by attribute_group, priority) as same_priority
    from {{ ref('survivorship') }}

),

faults as (

    select
        case
            when attribute_group is null or attribute_group not in ('{{ groups | join("', '") }}')
                then line || 'there is no such group. It can be one of: {{ groups | join(", ") }}.'
            when rule is null or rule not in ('source_trust', 'most_complete', 'most_frequent', 'most_recent')
                then
                    line || 'there is no such rule. It can be one of: '
                    || 'source_trust, most_complete, most_frequent, most_recent.'
            when priority is null or priority not in ('1', '2', '3', '4')
                then line || 'the priority must be 1, 2, 3 or 4; 1 decides first.'
            when same_priority > 1
                then line || 'another rule of the group has the same priority. Give each its own.'
            when
                rule = 'source_trust'
                and not regexp_like(coalesce(sources, ''), '^({{ known }})([|]({{ known }}))*$')
                then
                    line || 'source_trust needs the sources, the most trusted first, with | between them: '
                    || '{{ known.replace("|", ", ") }}.'
        end as message
    from lines
    union all
    select
        'seeds/survivorship.csv: no line starts with "' || groups.attribute_group || ',": add one that says which '
        || 'record gives it, such as "' || groups.attribute_group || ',1,most_recent,".' as message
    from (values ('{{ groups | join("'), ('") }}')) as groups (attribute_group)
    left join lines
        on groups.attribute_group = lines.attribute_group
    where lines.attribute_group is null

)

select message
from faults
where message is not null
