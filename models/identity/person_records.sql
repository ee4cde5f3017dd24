{#- Stands in until the person sources are unified. -#}
select
    cast(null as string) as record_id,
    cast(null as string) as source,
    cast(null as boolean) as is_live,
    cast(null as string) as full_name,
    cast(null as string) as first_name,
    cast(null as string) as last_name,
    cast(null as string) as gender,
    cast(null as string) as email,
    cast(null as string) as phone,
    cast(null as string) as street_address,
    cast(null as string) as city,
    cast(null as string) as state,
    cast(null as string) as postcode,
    cast(null as string) as country_code,
    cast(null as date) as date_of_birth,
    cast(null as string) as cid
where false
