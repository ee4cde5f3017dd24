{#-
    Puts the small files of the external tables of the hand-over together, and deletes those that no version of the last
    30 days has, which is as long as Customer Insights may need one. dbt run-operation tidy_handover; on Databricks.
-#}
{% macro tidy_handover() %}
    {% if not var('handover_location', '') %}
        {% do log('The hand-over has managed tables, which predictive optimization looks after.', info=true) %}
    {% else %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' and 'handover' in node.tags %}
            {% set table = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) %}
            {% do run_query('optimize ' ~ table) %}
            {% do run_query('vacuum ' ~ table ~ ' retain 720 hours') %}
        {% endfor %}
    {% endif %}
{% endmacro %}
