with

staged as (

    {{ stage('crc33_customer', 'customer_id', {
        'cid': {'from': 'crc33_cid', 'kind': 'text'},
        'full_name': {'from': 'crc33_name', 'kind': 'proper_case'},
        'first_name': {'from': 'crc33_firstname', 'kind': 'proper_case'},
        'last_name': {'from': 'crc33_lastname', 'kind': 'proper_case'},
        'gender': {'from': 'crc33_gender', 'kind': 'gender'},
        'email': {'from': 'crc33_email', 'kind': 'email'},
        'phone': {'from': 'crc33_telephone', 'kind': 'phone', 'country': 'country_code'},
        'street_address': {'from': 'crc33_streetaddress', 'kind': 'text'},
        'city': {'from': 'crc33_city', 'kind': 'proper_case'},
        'region': {'from': 'crc33_state', 'kind': 'text'},
        'postcode': {'from': 'crc33_postcode', 'kind': 'upper'},
        'country_code': {'from': 'crc33_country', 'kind': 'country'},
        'date_of_birth': {'from': 'crc33_dateofbirth', 'kind': 'birth_date'},
        'preferred_contact_method_code': {
            'from': 'crc33_preferredcontactmethod', 'kind': 'choice', 'label': 'preferred_contact_method',
        },
        'state_code': {'from': 'statecode', 'kind': 'state'},
        'status_code': {'from': 'statuscode', 'kind': 'status'},
    }) }}

)

select
    * except (full_name),
    case
        when full_name like '%,%' then coalesce(first_name || ' ' || last_name, full_name)
        else coalesce(full_name, first_name || ' ' || last_name, last_name, first_name)
    end as full_name
from staged
