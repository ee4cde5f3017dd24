{#- One statement a function; each keeps the meaning that Databricks documents for it. -#}
{% macro databricks_functions() %}
create or replace macro array_join(parts, delimiter) as array_to_string(parts, delimiter);
create or replace macro collect_list(value) as coalesce(list(value) filter (where value is not null), []);
create or replace macro datediff(ends, starts) as date_diff('day', cast(starts as date), cast(ends as date));
create or replace macro explode(parts) as unnest(parts);
create or replace macro lower(value) as case
    -- at the end of a word, behind a letter, a capital sigma becomes ς; marks and apostrophes don't end a word
    when contains(value, 'Σ')
        then system.main.lower(system.main.regexp_replace(
            value,
            '([A-Za-zÀ-ʯͰ-ԯ][.'':’·]*)Σ([.'':’·]*(?:$|[^A-Za-zÀ-ʯͰ-ԯ.'':’·]))',
            '\1ς\2',
            'g'
        ))
    else system.main.lower(value)
end;
create or replace macro try_to_timestamp(value, format) as case format
    when 'M/d/yyyy h:mm:ss a' then try_strptime(value, '%-m/%-d/%Y %-I:%M:%S %p')
    when 'M/d/yyyy' then try_strptime(value, '%-m/%-d/%Y')
end;
create or replace macro upper(value) as system.main.upper(replace(value, 'ß', 'SS'));
create or replace macro initcap(value) as array_to_string(
    list_transform(
        string_split(lower(value), ' '),
        lambda word : case when word like 'ß%' then 'Ss' else upper(left(word, 1)) end || substring(word, 2)
    ),
    ' '
);
create or replace macro raise_error(message) as error(message);
create or replace macro regexp_like(value, pattern) as regexp_matches(value, pattern);
create or replace macro regexp_replace(value, pattern, replacement) as
    system.main.regexp_replace(value, pattern, replacement, 'g');
create or replace macro sort_array(parts) as list_sort(parts);
create or replace macro unix_micros(value) as epoch_us(value);
{% endmacro %}
