"""Tables of Dynamics 365 that others have landed, written by hand in one schema, and the bronze that is made of them.

DuckDB has no hidden column _metadata, so the tables have a visible one of that name. Databricks documents that such a
column comes before its own.
"""

from pathlib import Path
from unittest import mock

import duckdb
from dbt.adapters.databricks.impl import DatabricksAdapter
from dbt.adapters.databricks.relation import DatabricksRelation

from support.offline import ROOT, invoke, no_connection

WRITTEN = "_metadata struct(file_modification_time timestamp)"
# What each kind of table can look like: names in any case, with and without the columns of the export.
TABLES = f"""
create schema landed;
-- Lakeflow Connect, SCD type 2, ordered by version numbers, a selection as an array
create table landed.contact (
    contactid varchar, firstname varchar, donotemail boolean, birthdate date, new_interests integer[],
    createdon timestamp, modifiedon timestamp, versionnumber bigint, __START_AT bigint, __END_AT bigint, {WRITTEN}
);
-- the same, ordered by times, without version numbers, a selection as text
create table landed.lead (
    LeadId varchar, FirstName varchar, New_Interests varchar, __START_AT timestamp, __END_AT timestamp, {WRITTEN}
);
-- Lakeflow Connect, SCD type 1
create table landed.account (
    accountid varchar, name varchar, creditlimit decimal(19, 4), statecode integer, modifiedon timestamp,
    versionnumber bigint, {WRITTEN}
);
create table landed.activitypointer (activityid varchar, subject varchar, versionnumber bigint, {WRITTEN});
-- Link to Fabric
create table landed.crc33_customer (
    Id varchar, sinkcreatedon timestamp, sinkmodifiedon timestamp, crc33_firstname varchar,
    crc33_preferredcontactmethod bigint, versionnumber bigint, isdelete boolean, partitionid varchar, {WRITTEN}
);
-- the Delta export
create table landed.salesorder_partitioned (
    Id varchar, SinkModifiedOn timestamp, statecode bigint, name varchar, new_interests varchar, versionnumber bigint,
    createdon timestamp, modifiedon timestamp, IsDelete boolean, {WRITTEN}
);
create table landed.optionsetmetadata (
    EntityName varchar, OptionSetName varchar, "Option" bigint, IsUserLocalizedLabel boolean,
    LocalizedLabelLanguageCode bigint, LocalizedLabel varchar
);
"""
# the bronze tables that are made of them
LANDED = ("contact", "lead", "account", "activitypointer", "crc33_customer", "salesorder", "optionset_metadata")
MORNING, NOON = (f"{{'file_modification_time': timestamp '2026-01-05 {hour}:00:00'}}" for hour in ("06", "12"))
# at the first build
ROWS = f"""
insert into landed.contact values
    ('C1', 'ann', true, '1985-11-08', [1, 2], '2025-01-01', '2026-01-01 10:00:00.12', 10, 10, null, {MORNING}),
    ('C2', 'bea', false, null, [], '2025-01-01', '2026-01-01', 11, 11, 12, {MORNING}),
    ('C2', 'bob', false, null, [2], '2025-01-01', '2026-01-02', 12, 12, null, {MORNING}),
    -- deleted
    ('C3', 'cat', null, null, null, '2025-01-01', '2026-01-01', 13, 13, 14, {MORNING}),
    -- deleted, and there again
    ('C4', 'dan', null, null, null, '2025-01-01', '2026-01-01', 15, 15, 16, {MORNING}),
    ('C4', 'eve', null, null, null, '2025-01-01', '2026-01-03', 18, 18, null, {MORNING});
insert into landed.lead values
    ('L1', 'ann', '1,2', '2026-01-01', null, {MORNING}),
    ('L2', 'bea', null, '2026-01-01', '2026-01-02', {MORNING}),
    ('L2', 'bob', '2', '2026-01-02', null, {MORNING}),
    ('L3', 'cat', null, '2026-01-01', '2026-01-02', {MORNING}),
    ('L4', 'dan', null, '2026-01-01', '2026-01-02', {MORNING}),
    ('L4', 'eve', null, '2026-01-03', null, {MORNING});
insert into landed.account values
    ('A1', 'Contoso', 1000.5, 0, '2026-01-01', 20, {MORNING}),
    ('A2', 'Fabrikam', null, 0, '2026-01-01', 21, {MORNING});
insert into landed.activitypointer values ('T1', 'Call', 22, {MORNING});
insert into landed.crc33_customer values
    ('K1', '2026-01-01', '2026-01-01 12:00:00.960808', 'ann', 1, 30, null, '2016', {MORNING}),
    ('K2', '2026-01-01', '2026-01-01 12:00:00.960808', 'bob', 9, 31, null, '2016', {MORNING}),
    ('K3', '2026-01-01', '2026-01-01 12:00:00.960808', 'cat', 1, 32, true, '2016', {MORNING});
insert into landed.salesorder_partitioned values
    ('O1', '2026-01-01', 0, 'One', '1;2', 40, '2025-01-01', '2026-01-01', null, {MORNING}),
    ('O2', '2026-01-01', 0, 'Two', null, 41, '2025-01-01', '2026-01-01', null, {MORNING});
insert into landed.optionsetmetadata values
    ('contact', 'new_interests', 1, true, 1033, 'Art'), ('contact', 'new_interests', 2, true, 1033, 'Golf'),
    ('crc33_customer', 'crc33_preferredcontactmethod', 1, true, 1033, 'Any');
"""
# Before the next build. A version that ends is written again; a column came.
LATER = f"""
alter table landed.contact add column nickname varchar;
update landed.contact set __END_AT = 50, _metadata = {NOON} where contactid in ('C1', 'C2') and __END_AT is null;
insert into landed.contact values
    ('C1', 'anna', true, '1985-11-08', [2], '2025-01-01', '2026-01-04', 50, 50, null, {NOON}, 'nan');
update landed.lead set __END_AT = '2026-01-04', _metadata = {NOON} where LeadId in ('L1', 'L2') and __END_AT is null;
insert into landed.lead values ('L1', 'anna', '2', '2026-01-04', null, {NOON});
update landed.account set name = 'Contoso AG', versionnumber = 51, _metadata = {NOON} where accountid = 'A1';
update landed.crc33_customer set isdelete = true, versionnumber = 52, _metadata = {NOON} where Id = 'K2';
update landed.salesorder_partitioned set IsDelete = true, versionnumber = 53, _metadata = {NOON} where Id = 'O2';
-- compaction: the same row in a new file
update landed.salesorder_partitioned set _metadata = {NOON} where Id = 'O1';
"""


def statements(database: Path, work: Path, schema: str = "landed") -> dict[str, str]:
    """What dbt sends to Databricks to make bronze of the tables of a schema in a DuckDB file, by bronze table."""
    with duckdb.connect(database, read_only=True) as connection:
        listed = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()

    def get_relation(self, database, schema, identifier, needs_information=False):  # noqa: ARG001
        if (schema, identifier) in listed:
            return DatabricksRelation.create(database=database, schema=schema, identifier=identifier)
        return None

    get_relation._is_available_ = True
    with (
        no_connection(database, False, lambda _: ([], [])) as sent,
        mock.patch.object(DatabricksAdapter, "get_relation", get_relation),
    ):
        invoke(ROOT, work, "run-operation", "bronze_from_landed", "--args",
               f"{{database: spark_catalog, schema: {schema}}}")  # fmt: skip
    texts = [text.strip() for texts in sent.values() for text in texts]
    return {text.split("\n")[0].split("`")[5]: text for text in texts if text.startswith("create ")}
