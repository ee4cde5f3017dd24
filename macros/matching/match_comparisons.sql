{#-
    How two records a and b are compared: for each comparison its levels, of which the first that holds counts, and
    `known`, without which the level is `unknown`. Where none holds the level is `different`. Columns are those of
    match_records. `frequency` is the column whose frequent values count less where they are equal, and rare ones more, by
    `most` bits at most. `shared` says of all
    records with a value whether it belongs to nobody in particular, such as a switchboard's phone, a test address or a
    placeholder; such a value doesn't count.
-#}
{% macro match_comparisons() %}
{%- set same_street -%}
{{ alike('a.street', 'b.street', '0.2') }} or {{ alike('a.street', 'b.street_more', '0.2') }} or {{ alike('a.street_more', 'b.street', '0.2') }}
{%- endset -%}
{% set names = "count(distinct known_first_name || ' ' || last_name)" %}
{% set shared = names ~ " > " ~ var('shared_value_names') ~ " or count(distinct postcode) > " ~ var('shared_value_names') %}
{# counts once, as a level of first_name #}
{% set swapped = alike('a.first_name', 'b.last_name', '0.34') ~ " and " ~ alike('b.first_name', 'a.last_name', '0.34') %}
{% set merged = "coalesce(a.master_record_id = b.record_id or b.master_record_id = a.record_id, false)" %}
{% set linked = "coalesce(a.linked_record_id = b.record_id or b.linked_record_id = a.record_id, false)" %}
{% set comparisons = {
    'first_name': {
        'known': "a.first_name is not null and b.first_name is not null",
        'frequency': "first_name",
        'part': 'first',
        'most': 6,
        'levels': {
            'exact': "a.first_name = b.first_name",
            'nickname': "a.known_first_name = b.known_first_name",
            'close': alike('a.first_name', 'b.first_name', '0.34'),
            'swapped': swapped,
            'start': "left(a.first_name, length(b.first_name)) = b.first_name or left(b.first_name, length(a.first_name)) = a.first_name",
        },
    },
    'last_name': {
        'known': "a.last_name is not null and b.last_name is not null and (a.last_name = b.last_name or not coalesce(" ~ swapped ~ ", false))",
        'frequency': "last_name",
        'part': 'last',
        'most': 7,
        'levels': {
            'exact': "a.last_name = b.last_name",
            'close': alike('a.last_name', 'b.last_name', '0.34'),
            'part': "left(a.last_name, length(b.last_name)) = b.last_name or left(b.last_name, length(a.last_name)) = a.last_name or right(a.last_name, length(b.last_name)) = b.last_name or right(b.last_name, length(a.last_name)) = a.last_name",
        },
    },
    'generation': {
        'known': "a.generation is not null and b.generation is not null",
        'levels': {'exact': "a.generation = b.generation"},
    },
    'birth_date': {
        'known': "a.birth_date is not null and b.birth_date is not null",
        'shared': "count(*) > max(10 + 3 * weights.u * records.number_of_records)",
        'frequency': "birth_date",
        'most': 2,
        'levels': {
            'exact': "a.birth_date = b.birth_date",
            'close': "levenshtein(a.birth_date, b.birth_date) <= 1 or (left(a.birth_date, 4) = left(b.birth_date, 4) and substring(a.birth_date, 6, 2) = substring(b.birth_date, 9, 2) and substring(a.birth_date, 9, 2) = substring(b.birth_date, 6, 2))",
            'parts': "(left(a.birth_date, 7) = left(b.birth_date, 7) or right(a.birth_date, 5) = right(b.birth_date, 5) or (left(a.birth_date, 4) = left(b.birth_date, 4) and right(a.birth_date, 2) = right(b.birth_date, 2)))",
            'near': "levenshtein(a.birth_date, b.birth_date) <= 2",
            'generation': "abs(cast(left(a.birth_date, 4) as int) - cast(left(b.birth_date, 4) as int)) >= 15",
        },
    },
    'email': {
        'known': "a.email is not null and b.email is not null",
        'shared': shared,
        'frequency': "email",
        'most': 12,
        'levels': {
            'exact': "a.email = b.email",
            'name': "a.email_name = b.email_name",
            'close': "levenshtein(a.email, b.email) <= 1",
        },
    },
    'phone': {
        'known': "a.phone is not null and b.phone is not null",
        'shared': shared,
        'frequency': "phone",
        'most': 12,
        'levels': {
            'exact': "a.phone = b.phone",
            'close': "levenshtein(a.phone, b.phone) <= 1 and left(a.phone, length(a.phone) - 2) <> left(b.phone, length(b.phone) - 2)",
        },
    },
    'street': {
        'known': "coalesce(a.street, a.street_more, a.street_number) is not null and coalesce(b.street, b.street_more, b.street_number) is not null",
        'frequency': "street_line",
        'most': 4,
        'levels': {
            'exact': "a.street_line = b.street_line and coalesce(a.unit = b.unit, true)",
            'other_unit': "a.street_line = b.street_line",
            'close': "a.street_number = b.street_number and (" ~ same_street ~ ")",
            'close_number': "levenshtein(a.street_number, b.street_number) <= 1 and least(length(a.street_number), length(b.street_number)) > 2 and (" ~ same_street ~ ")",
            'street': same_street,
            'number': "a.street_number = b.street_number",
        },
    },
    'street_more': {
        'known': "a.street_more is not null and b.street_more is not null",
        'frequency': "street_more",
        'most': 2,
        'levels': {
            'exact': "a.street_more = b.street_more",
            'close': alike('a.street_more', 'b.street_more', '0.25'),
            'swapped': alike('a.street', 'b.street_more', '0.2') ~ " and " ~ alike('a.street_more', 'b.street', '0.2'),
        },
    },
    'place': {
        'known': "(a.postcode is not null and b.postcode is not null) or (a.city is not null and b.city is not null)",
        'frequency': "postcode",
        'most': 2,
        'levels': {
            'exact': "a.postcode = b.postcode and " ~ alike('a.city', 'b.city', '0.34'),
            'postcode': "a.postcode = b.postcode",
            'city_and_near': alike('a.city', 'b.city', '0.34') ~ " and levenshtein(a.postcode, b.postcode) <= 2",
            'city': alike('a.city', 'b.city', '0.34'),
            'near': "levenshtein(a.postcode, b.postcode) <= 1",
            'region': "a.region = b.region",
        },
    },
    'cid': {
        'known': "a.cid is not null and b.cid is not null",
        'shared': names ~ " > 1",
        'levels': {'exact': "a.cid = b.cid"},
    },
    'gender': {
        'known': "a.gender is not null and b.gender is not null",
        'levels': {'exact': "a.gender = b.gender"},
    },
    'dataverse': {
        'known': merged ~ " or " ~ linked,
        'levels': {'merged': merged, 'linked': linked},
    },
} %}
{% do return(comparisons) %}
{% endmacro %}
