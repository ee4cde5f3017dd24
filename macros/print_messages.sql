{#- At the end of a run: what the failed data tests say of their rows, if they have a column `message`. -#}
{% macro print_messages(results) %}
    {% for result in results if result.status in ('warn', 'fail') and ' as message' in (result.node.compiled_code or '') %}
        {% for row in run_query('select distinct message from (' ~ result.node.compiled_code ~ ') as failed').rows %}
            {% do log(row[0], info=true) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
