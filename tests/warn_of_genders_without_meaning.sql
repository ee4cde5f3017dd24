{{ config(severity='warn', fail_calc='count(message)') }}
select distinct
    'seeds/genders.csv: no line says what the gender "'
    || contact.gender_label
    || '" of contacts means: add one such as "'
    || lower(contact.gender_label) || ',non-binary".' as message
from {{ ref('contact_current') }} as contact
left join {{ ref('genders') }} as genders
    on {{ name_key('contact.gender_label') }} = {{ name_key('genders.gender_name') }}
where contact.gender_code not in (1, 2) and contact.gender_label is not null and genders.gender is null
