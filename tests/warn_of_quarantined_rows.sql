{{ config(severity='warn', enabled=target.type == 'duckdb') }}
-- rows of files that could not be read; look at them, fix the files, or ask who writes them
select * from {{ source('loader', 'quarantine') }}
