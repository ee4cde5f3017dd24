{#-
    Stops the run, with a message, when a variable has a value that none of the models understands: a text in place of a
    list, a table that no source declares, a day or a time zone that doesn't exist.
-#}
{% macro check_variables() %}
    {% if execute %}
        {% set tables = graph.sources.values() | map(attribute='identifier') | map('lower') | list %}
        {% for name in ['day_first_dates', 'date_time_zones', 'accept_deletes', 'duplicate_free_sources'] %}
            {% set value = [var(name)] if name == 'accept_deletes' and (var(name) is string) else var(name) %}
            {% set named = value | map('lower') if name == 'accept_deletes' else value %}
            {% set is_right = (value is mapping) if name == 'date_time_zones' else is_list(value) %}
            {% if not is_right %}
                {{ wrong_variable(name, '{contact: Europe/Berlin}' if name == 'date_time_zones' else '[contact]') }}
            {% endif %}
            {% set unknown = named | reject('in', tables) | list %}
            {% if unknown %}
                {% do exceptions.raise_compiler_error(
                    'The variable ' ~ name ~ ' names ' ~ unknown | join(', ')
                    ~ ', which no source of the project declares. It knows ' ~ tables | sort | join(', ') ~ '.'
                ) %}
            {% endif %}
        {% endfor %}
        {% for table, zone in var('date_time_zones').items() if zone not in modules.pytz.all_timezones %}
            {{ wrong_variable('date_time_zones', '{' ~ table ~ ': Europe/Berlin}, with the name of a time zone') }}
        {% endfor %}
        {% for name in ['rejected_share_warn', 'rejected_share_error', 'finance_smallest_share'] if not is_between(name, 0, 1) %}
            {{ wrong_variable(name, '0.5, from 0 to 1') }}
        {% endfor %}
        {% for name in ['match_weight', 'review_weight'] if not is_between(name, -1000, 1000) %}
            {{ wrong_variable(name, 'a number, without quotes') }}
        {% endfor %}
        {% set least = {'label_language': 1, 'max_block_size': 1, 'max_cluster_size': 1, 'shared_value_names': 0,
            'rejected_values_at_least': 0, 'smallest_group': 1} %}
        {% for name, number in least.items() if not (var(name) is integer and var(name) >= number) %}
            {{ wrong_variable(name, 'a whole number that is at least ' ~ number ~ ', without quotes') }}
        {% endfor %}
        {% if var('as_of_date') and not is_day(var('as_of_date') | string) %}
            {{ wrong_variable('as_of_date', '2026-10-31') }}
        {% endif %}
        {% set until = var('finance_accepted_until') | string %}
        {% set time = ' ([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?' %}
        {% if until and not (is_day(until[:10]) and modules.re.fullmatch('(' ~ time ~ ')?', until[10:])) %}
            {{ wrong_variable('finance_accepted_until', "'2026-10-31 08:15:00'") }}
        {% endif %}
    {% endif %}
{% endmacro %}


{% macro wrong_variable(name, right) %}
    {% do exceptions.raise_compiler_error('The variable ' ~ name ~ ' is ' ~ var(name) ~ '. Write it as ' ~ right ~ '.') %}
{% endmacro %}


{% macro is_list(value) %}
    {% do return(value is sequence and value is not string and value is not mapping) %}
{% endmacro %}


{#- Whether a variable is a number in a range; neither true nor .nan is. -#}
{% macro is_between(name, least, most) %}
    {% set value = var(name) %}
    {% do return((value is integer or value is float) and least <= value <= most) %}
{% endmacro %}


{#- Whether a text such as 2026-10-31 is a day of the calendar. -#}
{% macro is_day(text) %}
    {% if not modules.re.fullmatch('[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', text) %}
        {% do return(false) %}
    {% endif %}
    {% set first = modules.datetime.date(text[:4] | int, text[5:7] | int, 1) %}
    {% set day = first + modules.datetime.timedelta(days=text[8:] | int - 1) %}
    {% do return(day.month == first.month) %}
{% endmacro %}
