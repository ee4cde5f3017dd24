-- Bronze from the Delta tables that Synapse Link's own Spark job keeps: it reads them where they are, as the text that
-- staging expects. Use it only if you still have such tables: Microsoft hasn't offered them to new customers since
-- 15 October 2026, and ends them in December 2027 (docs/databricks.md).
-- First set export to '' and bronze_keeps_every_row to false in databricks.yml, and deploy. The pipeline then loads only
-- the finance files, and no test asks bronze for old rows, because these tables hold only the latest version of each
-- record. Then run this script once in a SQL editor as the service principal, with your catalog, your container in place
-- of CONTAINER@ACCOUNT and your table's columns. Run it again when a column is added.
-- Each table that the models read needs a view like that of crc33_customer. For tables that you don't export, run
-- dbt run-operation empty_bronze afterwards.
use catalog customer_360;
create schema if not exists bronze;

create table if not exists bronze.crc33_customer_delta
using delta
location 'abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/deltalake/crc33_customer_partitioned';

-- The time of a data file is that of the commit that wrote the row. Compaction writes rows again; silver recognizes the ones
-- that it already has.
create or replace view bronze.crc33_customer as
select
    id,
    cast(sinkcreatedon as string) as sinkcreatedon,
    cast(sinkmodifiedon as string) as sinkmodifiedon,
    cast(statecode as string) as statecode,
    cast(statuscode as string) as statuscode,
    cast(crc33_preferredcontactmethod as string) as crc33_preferredcontactmethod,
    crc33_cid,
    crc33_name,
    crc33_firstname,
    crc33_lastname,
    crc33_gender,
    crc33_email,
    crc33_telephone,
    crc33_country,
    crc33_city,
    crc33_state,
    crc33_postcode,
    crc33_streetaddress,
    crc33_dateofbirth,
    cast(versionnumber as string) as versionnumber,
    cast(createdon as string) as createdon,
    cast(modifiedon as string) as modifiedon,
    cast(isdelete as string) as isdelete,
    cast(null as string) as _rescued_data,
    _metadata.file_name as _source_file,
    cast(0 as bigint) as _source_row,
    _metadata.file_modification_time as _source_modified_at,
    _metadata.file_modification_time as _loaded_at
from bronze.crc33_customer_delta;

-- The labels of choices.
create table if not exists bronze.optionset_metadata_delta
using delta
location 'abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/deltalake/OptionsetMetadata_partitioned';

create or replace view bronze.optionset_metadata as
select
    cast(entityname as string) as entityname,
    cast(optionsetname as string) as optionsetname,
    cast(option as string) as option,
    cast(isuserlocalizedlabel as string) as isuserlocalizedlabel,
    cast(localizedlabellanguagecode as string) as localizedlabellanguagecode,
    cast(localizedlabel as string) as localizedlabel,
    cast(null as string) as _rescued_data,
    _metadata.file_name as _source_file,
    cast(0 as bigint) as _source_row,
    _metadata.file_modification_time as _source_modified_at,
    _metadata.file_modification_time as _loaded_at
from bronze.optionset_metadata_delta;

create table if not exists bronze.global_optionset_metadata_delta
using delta
location 'abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/deltalake/GlobalOptionsetMetadata_partitioned';

create or replace view bronze.global_optionset_metadata as
select
    cast(optionsetname as string) as optionsetname,
    cast(option as string) as option,
    cast(isuserlocalizedlabel as string) as isuserlocalizedlabel,
    cast(localizedlabellanguagecode as string) as localizedlabellanguagecode,
    cast(localizedlabel as string) as localizedlabel,
    cast(globaloptionsetname as string) as globaloptionsetname,
    cast(entityname as string) as entityname,
    cast(null as string) as _rescued_data,
    _metadata.file_name as _source_file,
    cast(0 as bigint) as _source_row,
    _metadata.file_modification_time as _source_modified_at,
    _metadata.file_modification_time as _loaded_at
from bronze.global_optionset_metadata_delta;

create table if not exists bronze.state_metadata_delta
using delta
location 'abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/deltalake/StateMetadata_partitioned';

create or replace view bronze.state_metadata as
select
    cast(entityname as string) as entityname,
    cast(state as string) as state,
    cast(isuserlocalizedlabel as string) as isuserlocalizedlabel,
    cast(localizedlabellanguagecode as string) as localizedlabellanguagecode,
    cast(localizedlabel as string) as localizedlabel,
    cast(null as string) as _rescued_data,
    _metadata.file_name as _source_file,
    cast(0 as bigint) as _source_row,
    _metadata.file_modification_time as _source_modified_at,
    _metadata.file_modification_time as _loaded_at
from bronze.state_metadata_delta;

create table if not exists bronze.status_metadata_delta
using delta
location 'abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/deltalake/StatusMetadata_partitioned';

create or replace view bronze.status_metadata as
select
    cast(entityname as string) as entityname,
    cast(state as string) as state,
    cast(status as string) as status,
    cast(isuserlocalizedlabel as string) as isuserlocalizedlabel,
    cast(localizedlabellanguagecode as string) as localizedlabellanguagecode,
    cast(localizedlabel as string) as localizedlabel,
    cast(null as string) as _rescued_data,
    _metadata.file_name as _source_file,
    cast(0 as bigint) as _source_row,
    _metadata.file_modification_time as _source_modified_at,
    _metadata.file_modification_time as _loaded_at
from bronze.status_metadata_delta;
