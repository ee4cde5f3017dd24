{#-
    A text as it is compared: lower case, Latin letters without their marks, only letters and digits; `keep` names
    further characters that stay. Letters of other alphabets keep marks that are part of the sign.
-#}
{% macro folded(column, keep='') -%}
{%- set marked = 'àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłļñńňņòóôõöøōőŕřśşšșţťțðùúûüūůűųýÿžźżς' -%}
{#- a mark that is a sign of its own goes; that of a capital İ becomes one in lower case -#}
{%- set signs = '\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328' -%}
{%- set plain = 'aaaaaaaaacccddeeeeeeeegiiiiiiillnnnnoooooooorrsssstttduuuuuuuuyyzzzσ' -%}
regexp_replace(
    translate(
        replace(replace(replace(lower({{ column }}), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        '{{ marked ~ signs }}',
        '{{ plain }}'
    ),
    '[^0-9a-z{{ letters() }}{{ keep }}]',
    ''
)
{%- endmacro %}
