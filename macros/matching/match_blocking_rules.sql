{#-
    Which records are compared at all: those that share a block key, by rule. A key that is NULL makes no block; a rule
    with several keys puts a record into several blocks. Columns are those of match_records.
-#}
{% macro match_blocking_rules() %}
{% do return({
    'dataverse': ["linked_record_id", "master_record_id", "record_id"],
    'email': ["email"],
    'email_name': ["email_name || '|' || left(last_name, 2)", "email_name || '|' || left(first_name, 2)"],
    'phone': ["phone"],
    'cid': ["cid"],
    'names': ["least(first_name, last_name) || '|' || greatest(first_name, last_name)"],
    'birth_date_and_name': [
        "birth_date || '|' || left(first_name, 2)",
        "birth_date || '|' || left(last_name, 2)",
    ],
    'birth_date_and_place': [
        "birth_date || '|' || left(postcode, 3)",
        "birth_date || '|' || left(city, 3)",
        "birth_date || '|' || street_number",
    ],
    'name_and_birth_month': [
        "first_name || '|' || left(birth_date, 7)",
        "last_name || '|' || left(birth_date, 7)",
    ],
    'name_and_birthday': [
        "first_name || '|' || substring(birth_date, 6, 5)",
        "last_name || '|' || substring(birth_date, 6, 5)",
    ],
    'name_and_postcode': ["first_name || '|' || postcode", "last_name || '|' || postcode"],
    'name_and_city': [
        "first_name || '|' || city || '|' || left(last_name, 1)",
        "last_name || '|' || city || '|' || left(first_name, 1)",
    ],
    'name_and_street': [
        "first_name || '|' || left(street, 5) || '|' || left(last_name, 1)",
        "first_name || '|' || left(street_more, 5) || '|' || left(last_name, 1)",
        "last_name || '|' || left(street, 5) || '|' || left(first_name, 1)",
        "last_name || '|' || left(street_more, 5) || '|' || left(first_name, 1)",
    ],
    'address': [
        "street_number || '|' || left(street, 4) || '|' || left(postcode, 3)",
        "street_number || '|' || left(street, 4) || '|' || left(city, 3)",
        "street_number || '|' || left(street_more, 4) || '|' || left(city, 3)",
    ],
}) %}
{% endmacro %}
