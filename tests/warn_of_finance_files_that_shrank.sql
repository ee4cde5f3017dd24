{{ config(severity='warn', fail_calc='count(message)') }}
-- the newest delivery of a file, if it doesn't count
select
    'customer_finance: ' || _source_file || ' has ' || cast(records_kept as string) || ' of the '
    || cast(records_before as string) || ' records that it had, so what was delivered before still counts. Deliver the '
    || 'whole file again; '
    || 'if the others are meant to be gone, set the variable finance_accepted_until to "' || cast(_loaded_at as string)
    || '".' as message
from {{ ref('finance_deliveries') }}
qualify not is_complete and row_number() over (partition by _source_file order by _loaded_at desc) = 1
