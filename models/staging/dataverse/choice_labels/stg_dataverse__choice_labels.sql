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
        _source_file,
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
        _source_file,
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
        _source_file,
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
        _source_file,
        _source_row,
        _loaded_at
    from {{ source('dataverse', 'status_metadata') }}

),

labels as (

    select
        lower({{ clean_text('table_name') }}) as table_name,
        lower({{ clean_text('column_name') }}) as column_name,
        {{ choice_code(clean_text('state_code')) }} as state_code,
        {{ choice_code(clean_text('code')) }} as code,
        {{ clean_text('label') }} as label,
        {{ clean_text('language_code') }} as language_code,
        coalesce(lower({{ clean_text('is_user_label') }}) = 'true', false) as is_user_label,
        _source_file,
        _source_row,
        _loaded_at
    from choices
    where {{ clean_text('label') }} is not null

),

-- one label of a code in each load: in the wanted language if there is one, from the last file
delivered as (

    select * from labels
    qualify
        row_number() over (
            partition by table_name, column_name, state_code, code, _loaded_at
            order by
                case when language_code = '{{ var("label_language") }}' then 0 when is_user_label then 1 else 2 end,
                _source_file desc,
                _source_row desc,
                language_code
        ) = 1

),

changed as (

    select * from delivered
    qualify
        lag(label) over (partition by table_name, column_name, state_code, code order by _loaded_at)
        is distinct from label

)

select
    table_name,
    column_name,
    state_code,
    code,
    label,
    language_code,
    case
        when lag(_loaded_at) over in_order is null then timestamp '1900-01-01'
        else _loaded_at
    end as known_from,
    coalesce(lead(_loaded_at) over in_order, timestamp '9999-12-31') as known_to
from changed
window in_order as (partition by table_name, column_name, state_code, code order by _loaded_at)
