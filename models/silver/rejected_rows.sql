{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

with

rejected as (

    {{ rejected_values(ref('stg_dataverse__customer'), 'crc33_customer', 'customer_id', {
        'gender': 'not in the seed genders',
        'email': 'not an e-mail address',
        'phone': 'not a possible phone number of the country, or the country is unknown',
        'country_code': 'not in the seed country_names',
        'date_of_birth': 'not a date, a placeholder, or in the future',
        'preferred_contact_method_code': 'not a whole number',
        'preferred_contact_method': 'no label in the choice metadata; the code is kept',
        'state_code': 'not a whole number',
        'state_label': 'no label in the choice metadata; the code is kept',
        'status_code': 'not a whole number',
        'status_label': 'no label in the choice metadata; the code is kept',
        'is_deleted': 'neither True nor False; the row counts as not deleted',
        'version_number': 'not a whole number',
        'created_at': 'not a time in a known notation',
        'modified_at': 'not a time in a known notation',
        'sink_modified_at': 'not a time in a known notation',
    }) }}
    union all
    {{ rejected_values(ref('stg_finance__customer_finance'), 'customer_finance', 'cid', {
        'income': 'not a number with a point as decimal sign, or more than 14 digits before it',
        'spend': 'not a number with a point as decimal sign, or more than 14 digits before it',
        'credit_limit': 'not a number with a point as decimal sign, or more than 14 digits before it',
        'currency': 'not a currency code of three letters',
        'as_of_date': 'not a date in a known notation',
    }) }}

)

select * from rejected
