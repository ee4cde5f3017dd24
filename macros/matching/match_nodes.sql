{#- Records that an analyst has joined count as one node: which node each record of match_decisions is. -#}
{% macro match_nodes() %}
    select
        record_a as record_id,
        node_a as node_id
    from {{ ref('match_decisions') }}
    union distinct
    select
        record_b as record_id,
        node_b as node_id
    from {{ ref('match_decisions') }}
{% endmacro %}
