{#-
    The layers are called bronze, silver, gold, reports, handover and snapshots. A developer's own target, which sets a schema
    of its own in profiles.yml, gets them with that schema as prefix: alice_silver, alice_gold.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema in ['main', 'default'] -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
