{#-
    A UTC timestamp from each notation that Synapse Link writes; NULL when the text is none of them:
    2018-05-25T16:21:09.0000000+02:00 and its shorter forms (no fraction, Z or no zone, a blank for the T, a date
    alone), and the US form of the Sink columns, 8/4/2021 12:36:41 PM, also without the time.
-#}
{% macro parse_timestamp(column) -%}
    case
        when
            regexp_like(
                {{ column }},
                '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$'
            )
            and substring({{ column }}, 12, 2) <> '24'
            then
                case
                    when right({{ column }}, 6) like '+__:__' and (right({{ column }}, 5) <> '00:00' or length({{ column }}) = 22)
                        then try_cast(left({{ column }}, length({{ column }}) - 6) as timestamp)
                            - interval '1' minute * (
                                60 * try_cast(left(right({{ column }}, 5), 2) as int)
                                + try_cast(right({{ column }}, 2) as int)
                            )
                    when right({{ column }}, 6) like '-__:__' and length({{ column }}) > 16
                        then try_cast(left({{ column }}, length({{ column }}) - 6) as timestamp)
                            + interval '1' minute * (
                                60 * try_cast(left(right({{ column }}, 5), 2) as int)
                                + try_cast(right({{ column }}, 2) as int)
                            )
                    -- Databricks reads no zone after minutes
                    when length({{ column }}) = 17 then try_cast(left({{ column }}, 16) as timestamp)
                    else try_cast({{ column }} as timestamp)
                end
        when
            regexp_like(
                {{ column }},
                '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}:[0-9]{2} [AP]M$'
            )
            then try_to_timestamp({{ column }}, 'M/d/yyyy h:mm:ss a')
        when regexp_like({{ column }}, '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$')
            then try_to_timestamp({{ column }}, 'M/d/yyyy')
    end
{%- endmacro %}
