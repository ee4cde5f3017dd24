{#-
    A text as it is compared: lower case, Latin letters without their marks, only letters and digits; `keep` names
    further characters that stay. Marks of other alphabets stay too.
-#}
{% macro folded(column, keep='') -%}
{%- set marked = 'àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłļñńňņòóôõöøōőŕřśşšșţťțðùúûüūůűųýÿžźż' -%}
{%- set plain = 'aaaaaaaaacccddeeeeeeeegiiiiiiillnnnnoooooooorrsssstttduuuuuuuuyyzzz' -%}
regexp_replace(
    translate(
        replace(replace(replace(lower({{ column }}), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        '{{ marked }}',
        '{{ plain }}'
    ),
    '[^0-9a-zß-힣{{ keep }}]',
    ''
)
{%- endmacro %}
