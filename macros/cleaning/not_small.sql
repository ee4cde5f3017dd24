{#-
    A number for reports: NULL if it, or the group `of` that it belongs to, is of fewer customers than smallest_group, but
    not of none.

    If all that is hidden were of few customers, the total would give their number away. So the next larger number is NULL,
    too: of those `beside` it in the row, or, where `by` names columns that tell the rows apart, of those in other rows.
-#}
{% macro not_small(number, of=none, beside=[], by=none) -%}
    {%- set few -%}
        between 1 and {{ var('smallest_group') - 1 }}
    {%- endset -%}
    {%- set smaller -%}
        {%- if by -%}
            coalesce(
                sum({{ number }}) over (
                    order by {{ number }}, {{ by }} rows between unbounded preceding and 1 preceding
                ),
                0
            )
        {%- elif beside -%}
            {%- for other in beside -%}
                {{ ' + ' if not loop.first }}case when {{ other }} < {{ number }} then {{ other }} else 0 end
            {%- endfor -%}
        {%- endif -%}
    {%- endset -%}
    case
        when {{ of or number }} = 0 then {{ number }}
        when {{ of or number }} not {{ few }}{% if smaller %} and {{ smaller }} not {{ few }}{% endif %} then {{ number }}
    end
{%- endmacro %}
