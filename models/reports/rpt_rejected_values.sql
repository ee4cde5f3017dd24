with

counted as (

    select
        table_name,
        coalesce(column_name, 'whole row') as column_name,
        reason,
        count(*) as rejects
    from {{ ref('rejected_rows') }}
    group by table_name, coalesce(column_name, 'whole row'), reason
    order by rejects desc, table_name asc, column_name asc, reason asc
    limit 20

)

select
    table_name,
    column_name,
    {{ words('column_name') }} || ' (' || lower({{ table_words('table_name') }}) || ')' as name,
    reason,
    rejects
from counted
