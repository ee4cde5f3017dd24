select
    table_name,
    {{ table_words('table_name') }} as name,
    exported_rows as exported,
    current_rows as current,
    superseded_rows as superseded,
    deleted_rows as deleted,
    rejected_rows as rejected,
    changed_at,
    loaded_at
from {{ ref('row_accounts') }}
