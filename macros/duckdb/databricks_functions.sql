{#- One statement a function; each keeps the meaning that Databricks documents for it. -#}
{% macro databricks_functions() %}
create or replace macro array_join(parts, delimiter) as array_to_string(parts, delimiter);
create or replace macro collect_list(value) as coalesce(list(value) filter (where value is not null), []);
create or replace macro datediff(ends, starts) as date_diff('day', cast(starts as date), cast(ends as date));
create or replace macro explode(parts) as unnest(parts);
create or replace macro from_utc_timestamp(value, zone) as timezone(zone, timezone('UTC', value));
create or replace macro levenshtein(one, other) as case
    when strlen(one) = length(one) and strlen(other) = length(other) then system.main.levenshtein(one, other)
    -- DuckDB counts bytes, so each letter of the two becomes a sign of one byte; of many letters each is taken once
    else list_transform(
        [case
            when length(one || other) > 90 then array_to_string(list_distinct(string_split(one || other, '')), '')
            else one || other
        end],
        lambda letters : system.main.levenshtein(
            translate(
                one,
                letters,
                '0123456789 abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!"#$%&()*+,-./:;<=>?@[]^_`{|}~'
            ),
            translate(
                other,
                letters,
                '0123456789 abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!"#$%&()*+,-./:;<=>?@[]^_`{|}~'
            )
        )
    )[1]
end;
create or replace macro lower(value) as case
    when strlen(value) = length(value) then system.main.lower(value)
    -- at the end of a word, after a letter, a capital sigma becomes ς; marks and apostrophes don't count
    when contains(value, 'Σ')
        then system.main.lower(system.main.regexp_replace(
            replace(value, 'İ', 'i' || chr(775)),
            '([\p{Lu}\p{Ll}\p{Lt}][\p{M}\p{Cf}\p{Lm}\p{Sk}.'':’·]*)Σ'
            || '([\p{M}\p{Cf}\p{Lm}\p{Sk}.'':’·]*(?:$|[^\p{Lu}\p{Ll}\p{Lt}\p{M}\p{Cf}\p{Lm}\p{Sk}.'':’·]))',
            '\1ς\2',
            'g'
        ))
    else system.main.lower(replace(value, 'İ', 'i' || chr(775)))
end;
create or replace macro try_to_timestamp(value, format) as case format
    when 'M/d/yyyy h:mm:ss a' then try_strptime(value, '%-m/%-d/%Y %-I:%M:%S %p')
    when 'M/d/yyyy' then try_strptime(value, '%-m/%-d/%Y')
end;
create or replace macro trim(value) as case
    -- nearly no text needs it
    when value like ' %' or value like '% ' then system.main.trim(value, ' ')
    else value
end, (value, characters) as case
    when contains(characters, left(value, 1)) or contains(characters, right(value, 1))
        then system.main.trim(value, characters)
    else value
end;
create or replace macro upper(value) as system.main.upper(case
    when strlen(value) = length(value) then value
    else replace(replace(replace(replace(replace(replace(replace(
        value, 'ß', 'SS'), 'ΐ', 'Ι' || chr(776) || chr(769)), 'ΰ', 'Υ' || chr(776) || chr(769)), 'և', 'ԵՒ'),
        'ﬀ', 'FF'), 'ﬁ', 'FI'), 'ﬂ', 'FL')
end);
-- the list holds a long expression once, which each mention in a macro would copy
create or replace macro initcap(value) as list_transform([value], lambda text : array_to_string(
    case
        -- letters that become several, are no capitals when they become one, or have none at the start of a word
        when system.main.regexp_matches(text, '[ßẞİΐΰϴևǄ-ǌǱ-ǳა-ჿ\x{2126}-\x{212b}ﬀ-ﬂ]')
            then list_transform(
                string_split(text, ' '),
                lambda word : case
                    when word >= 'ა' and word < 'ᄀ' then left(word, 1)
                    else
                        translate(left(upper(left(word, 1)), 1), 'ǄǇǊǱ', 'ǅǈǋǲ')
                        || lower(substring(upper(left(word, 1)), 2))
                end || substring(lower(word), length(lower(left(word, 1))) + 1)
            )
        else
            list_transform(
                string_split(lower(text), ' '),
                lambda word : system.main.upper(left(word, 1)) || substring(word, 2)
            )
    end,
    ' '
))[1];
create or replace macro raise_error(message) as error(message);
create or replace macro regexp_like(value, pattern) as regexp_matches(value, pattern);
create or replace macro regexp_replace(value, pattern, replacement) as
    system.main.regexp_replace(value, pattern, replacement, 'g');
create or replace macro sort_array(parts) as list_sort(parts);
create or replace macro unix_micros(value) as epoch_us(value);
{% endmacro %}
