with

staged as (

    {{ stage('crc33_customer', 'customer_id', {
        'cid': ('text', 'crc33_cid'),
        'full_name': ('proper_case', 'crc33_name'),
        'first_name': ('proper_case', 'crc33_firstname'),
        'last_name': ('proper_case', 'crc33_lastname'),
        'gender': ('gender', 'crc33_gender'),
        'email': ('email', 'crc33_email'),
        'phone': ('phone', 'crc33_telephone', 'country_code'),
        'street_address': ('text', 'crc33_streetaddress'),
        'city': ('proper_case', 'crc33_city'),
        'region': ('text', 'crc33_state'),
        'postcode': ('upper', 'crc33_postcode'),
        'country_code': ('country', 'crc33_country'),
        'date_of_birth': ('birth_date', 'crc33_dateofbirth'),
        'preferred_contact_method_code': ('choice', 'crc33_preferredcontactmethod', 'preferred_contact_method'),
        'state_code': ('state', 'statecode'),
        'status_code': ('status', 'statuscode'),
    }) }}

)

select
    * except (full_name),
    case
        when full_name like '%,%' then coalesce(first_name || ' ' || last_name, full_name)
        else coalesce(full_name, first_name || ' ' || last_name, last_name, first_name)
    end as full_name
from staged
