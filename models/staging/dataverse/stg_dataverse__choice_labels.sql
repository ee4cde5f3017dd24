with

choices as (

    select
        entityname as table_name,
        optionsetname as column_name,
        cast(null as string) as state_code,
        option as code,
        localizedlabellanguagecode as language_code,
        isuserlocalizedlabel as is_user_label,
        localizedlabel as label,
        _source_row,
        _loaded_at
    from {{ source('dataverse', 'optionset_metadata') }}
    union all
    select
        entityname as table_name,
        optionsetname as column_name,
        cast(null as string) as state_code,
        option as code,
        localizedlabellanguagecode as language_code,
        isuserlocalizedlabel as is_user_label,
        localizedlabel as label,
        _source_row,
        _loaded_at
    from {{ source('dataverse', 'global_optionset_metadata') }}
    union all
    select
        entityname as table_name,
        'statecode' as column_name,
        cast(null as string) as state_code,
        state as code,
        localizedlabellanguagecode as language_code,
        isuserlocalizedlabel as is_user_label,
        localizedlabel as label,
        _source_row,
        _loaded_at
    from {{ source('dataverse', 'state_metadata') }}
    union all
    select
        entityname as table_name,
        'statuscode' as column_name,
        state as state_code,
        status as code,
        localizedlabellanguagecode as language_code,
        isuserlocalizedlabel as is_user_label,
        localizedlabel as label,
        _source_row,
        _loaded_at
    from {{ source('dataverse', 'status_metadata') }}

),

labels as (

    select
        lower(trim(table_name)) as table_name,
        lower(trim(column_name)) as column_name,
        trim(state_code) as state_code,
        trim(code) as code,
        trim(label) as label,
        trim(language_code) as language_code,
        coalesce(lower(trim(is_user_label)) = 'true', false) as is_user_label,
        _source_row,
        _loaded_at
    from choices

)

select
    table_name,
    column_name,
    state_code,
    code,
    label,
    language_code
from labels
-- one label a code: the newest, in the wanted language if there is one
qualify
    row_number() over (
        partition by table_name, column_name, state_code, code
        order by
            case when language_code = '{{ var("label_language") }}' then 0 when is_user_label then 1 else 2 end,
            _loaded_at desc,
            _source_row desc,
            language_code
    ) = 1
