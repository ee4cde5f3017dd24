"""What the columns of Dynamics 365 mean: names and descriptions that the models of an exported table get."""

from dataclasses import dataclass

# Publishers whose prefix columns of any table may have; crc33 and its like are those that Dataverse makes up.
PREFIXES = "new|mserp|cr[0-9a-f]{3}"
# Words that are run together in the names of system columns, and what the columns are.
KNOWN = {
    "createdby": ("created_by", "user who created the record"),
    "createddatetime": ("created_date_time", "when the record was created in Finance & Operations, UTC"),
    "createdonbehalfby": ("created_on_behalf_by", "user on whose behalf the record was created"),
    "createdtransactionid": ("created_transaction", "transaction that created the record"),
    "dataareaid": ("dataareaid", "company that the record belongs to; NULL on deletes"),
    "exchangerate": ("exchange_rate", "rate between the currency of the record and the base currency"),
    "importsequencenumber": ("import_sequence_number", "number of the import that created the record"),
    "modifiedby": ("modified_by", "user who changed the record last"),
    "modifieddatetime": ("modified_date_time", "when the record was changed in Finance & Operations, UTC"),
    "modifiedonbehalfby": ("modified_on_behalf_by", "user on whose behalf the record was changed last"),
    "modifiedtransactionid": ("modified_transaction", "transaction that changed the record last"),
    "organizationid": ("organization", "organisation"),
    "overriddencreatedon": ("overridden_created_at", "when the record was created where it was migrated from, UTC"),
    "ownerid": ("owner", "user or team that owns the record"),
    "owningbusinessunit": ("owning_business_unit", "business unit that owns the record"),
    "owningteam": ("owning_team", "team that owns the record"),
    "owninguser": ("owning_user", "user who owns the record"),
    "partition": ("data_partition", "part of the Finance & Operations database; most have one"),
    "recid": ("recid", "number of the record, unique in its table; on deletes worked out from the Id"),
    "recversion": (
        "recversion",
        "number that guards against changes at the same time; it says nothing about the order",
    ),
    "sysdatastatecode": ("sysdatastatecode", "state of the record in the archive; 1 is archived"),
    "tableid": ("tableid", "number of the table in Finance & Operations"),
    "timezoneruleversionnumber": ("time_zone_rule_version", "version of the time zone rules, for internal use"),
    "transactioncurrencyid": ("transaction_currency", "currency of the amounts of the record"),
    "utcconversiontimezonecode": ("utc_conversion_time_zone", "time zone of who saved the record, for internal use"),
}
# What goes with the lookup of a record, by what follows the lookup's name.
COMPANIONS = {
    "_entitytype": ("{}_entity_type", "Table that holds the {}"),
    "yominame": ("{}_yomi_name", "Phonetic name of the {}, as it was when the row was exported"),
    "name": ("{}_name", "Name of the {}, as it was when the row was exported"),
    "type": ("{}_type", "Table that holds the {}"),
}
# Columns that say nothing of the record itself. They order the versions, or only the export needs them.
OF_THE_EXPORT = {
    "id": "Record id, a GUID, in either case.",
    "sinkcreatedon": "When this export first wrote the record, UTC, in US notation.",
    "sinkmodifiedon": "When this export wrote this row, UTC, in US notation, whole seconds.",
    "isdelete": "True when the row says that the record was deleted; empty or False otherwise.",
    "versionnumber": "Row version; grows over the whole organisation. Deletes may lack it.",
    "sysrowversion": "Row version in Finance & Operations; empty on deletes.",
    "partitionid": "Partition of the Delta table that holds the row.",
    "createdonpartition": "Partition of the Delta table that holds the row.",
}
TIMES = {
    "createdon": "When the record was created in Dynamics 365, UTC; meaningless on deletes.",
    "modifiedon": "When the record was changed in Dynamics 365, UTC; empty on deletes.",
}
CREATED_MODIFIED = {
    "created_at": "When the record was created in Dynamics 365, UTC; NULL on deletes.",
    "modified_at": "When the record was changed in Dynamics 365, UTC.",
}
STATES = {"statecode": ("state", "State of the record"), "statuscode": ("status", "Reason of the state")}
# Described in models/_terms.md.
TERMS = (
    "is_deleted version_number sink_modified_at row_rejected row_version valid_from valid_to is_current exported_rows"
).split()
# Reserved on Databricks; DuckDB lists its own.
# https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-reserved-words
RESERVED = set(
    "anti authorization cross cube current_date current_time current_timestamp current_user except exists filter full "
    "inner intersect join lateral left local minus natural on overlaps right rollup semi session_user sets sql start "
    "union unknown user using".split()
)


@dataclass(frozen=True)
class Kind:
    """What a column holds, in words, and what the macro ``stage`` calls that."""

    phrase: str
    stage: str


TEXT = Kind("", "text")
GUID = Kind("", "guid")
WHOLE = Kind("a whole number", "whole_number")
BOOLEAN = Kind("true or false", "boolean")
TIMESTAMP = Kind("date and time, UTC", "timestamp")
KINDS = {
    **dict.fromkeys("string json unclassified char binary".split(), TEXT),
    "guid": GUID,
    **dict.fromkeys("int64 int32 int16 integer int long short byte".split(), WHOLE),
    "boolean": BOOLEAN,
    **dict.fromkeys("datetime datetimeoffset timestamp".split(), TIMESTAMP),
    "date": Kind("a date", "date"),
    "time": Kind("time of day as HH:mm:ss", "time"),
}
