"""The tables of the sample: their columns in export order, the codes of their choices, and the metadata of both.

The tables of Dynamics 365 Sales hold a part of their real columns, with the names, codes and labels of Microsoft's
table reference (learn.microsoft.com, power-apps/developer/data-platform/reference/entities and
dynamics365/developer/reference/entities). They are in the order in which Synapse Link exports them: Id and Sink
times, state and status, choices, booleans, lookups with their types, money, and the rest in no order, with
``createdon``, ``modifiedon`` and ``versionnumber`` somewhere in it.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property

from python_helpers.sample.people import START, quoted, us

CONTAINER = "dataverse-contoso-org"
LANGUAGES = {1033: 0, 1031: 1}  # LCID of a language: the place of its labels; the first is the exporting user's


@dataclass(frozen=True)
class Table:
    """A table of the export: ``types`` maps its columns, in their order, to data types of model.json.

    ``choices``: column: code: label in English and German; ``states``: status code: state code, label of the state,
    label of the status; ``shared``: columns whose choices are a list that tables share; ``scales``: digits after the
    point.
    """

    name: str
    types: dict
    choices: dict
    states: dict
    shared: tuple = ()
    scales: dict = field(default_factory=dict)

    @cached_property
    def at(self):
        """The place of each column."""
        return {column: place for place, column in enumerate(self.types)}

    @property
    def key(self):
        """The primary key, which holds what Id holds."""
        return "activityid" if self.name == "activitypointer" else f"{self.name}id"

    def kind(self, column):
        """The AttributeType of Dataverse, as EntityMetadata.json names it."""
        if column in ("Id", self.key):
            return "Uniqueidentifier"
        if column in self.choices:
            return "Picklist"
        if column == "ownerid":
            return "Owner"
        named = {
            "statecode": "State",
            "statuscode": "Status",
            "versionnumber": "BigInt",
            "activitytypecode": "EntityName",
        }
        kinds = {"guid": "Lookup", "int64": "Integer", "boolean": "Boolean", "string": "String", "decimal": "Money"}
        if column in self.scales and self.scales[column] != MONEY:
            return "Decimal"
        return named.get(column) or kinds.get(self.types[column], "DateTime")


MONEY = 4


def _labels(text):
    """``0 Open|Offen, 1 Won|Gewonnen`` as {0: ("Open", "Offen"), …}; a comma in a label is written ``;``."""
    found = {}
    for part in text.split(", "):
        code, labels = part.split(" ", 1)
        found[int(code)] = tuple(labels.replace(";", ",").split("|"))
    return found


_METHODS = _labels("1 Any|Beliebig, 2 Email|E-Mail, 3 Phone|Telefon, 4 Fax|Fax, 5 Mail|Post")
_RATINGS = _labels("1 Hot|Heiß, 2 Warm|Warm, 3 Cold|Kalt")
_PRIORITIES = _labels("0 Low|Niedrig, 1 Normal|Normal, 2 High|Hoch")
_TERMS = _labels(
    "1 Net 30|30 Tage netto, 2 2% 10; Net 30|2 % 10; 30 Tage netto, 3 Net 45|45 Tage netto, 4 Net 60|60 Tage netto"
)
_SHIPPING = _labels(
    "1 Airborne|Luftfracht, 2 DHL|DHL, 3 FedEx|FedEx, 4 UPS|UPS, 5 Postal Mail|Postweg, 6 Full Load|Volle Ladung, "
    "7 Will Call|Selbstabholung"
)
_PRICING = _labels("0 None|Keiner, 1 Detail Error|Detailfehler, 2 Missing Price Level|Fehlende Preisliste")
_TIMEFRAMES = _labels(
    "0 Immediate|Sofort, 1 This Quarter|Dieses Quartal, 2 Next Quarter|Nächstes Quartal, 3 This Year|Dieses Jahr, "
    "4 Unknown|Unbekannt"
)
_BUDGETS = _labels(
    "0 No Committed Budget|Kein zugesagtes Budget, 1 May Buy|Kauft eventuell, 2 Can Buy|Kann kaufen, "
    "3 Will Buy|Wird kaufen"
)
_REGIONS = _labels('1 Americas|Amerika, 2 Europe; Middle East|Europa; Naher Osten, 3 The "rest"|Übrige')
_INDUSTRIES = _labels(
    "1 Accounting|Buchhaltung, 6 Business Services|Unternehmensdienstleistungen, 7 Consulting|Beratung, "
    "12 Durable Manufacturing|Herstellung von Gebrauchsgütern, 16 Financial|Finanzwesen, 19 Insurance|Versicherung, "
    "23 Non-Durable Merchandise Retail|Einzelhandel mit Verbrauchsgütern, 33 Wholesale|Großhandel"
)

# status code State code State|Zustand Status|Status
_ACTIVE = {1: (0, ("Active", "Aktiv"), ("Active", "Aktiv")), 2: (1, ("Inactive", "Inaktiv"), ("Inactive", "Inaktiv"))}


def _states(text):
    """``0 Open|Offen: 1 New|Neu, 2 Contacted|Kontaktiert / 1 …`` as {1: (0, ("Open", "Offen"), ("New", "Neu")), …}."""
    found = {}
    for part in text.split(" / "):
        state, statuses = part.split(": ")
        ((code, label),) = _labels(state).items()
        found |= {status: (code, label, labels) for status, labels in _labels(statuses).items()}
    return found


def _sales_table(name, booleans, lookups, money, rest, choices, states, shared=()):
    """A table whose columns are in export order; every record has an owner, a creator and a business unit."""
    people = "createdby modifiedby ownerid owningbusinessunit".split()
    types = {"Id": "guid", "SinkCreatedOn": "dateTime", "SinkModifiedOn": "dateTime"}
    if states:
        types |= {"statecode": "int64", "statuscode": "int64"}
    types |= dict.fromkeys(choices, "int64") | dict.fromkeys(booleans.split(), "boolean")
    for lookup in [*lookups.split(), *people]:
        types |= {lookup: "guid", f"{lookup}_entitytype": "string"}
    amounts = [name for amount in money.split() for name in (amount, f"{amount}_base")]
    types |= dict.fromkeys(amounts, "decimal")
    types |= dict(column.split(":") if ":" in column else (column, "string") for column in rest.split())
    scales = dict.fromkeys(amounts, MONEY) | {"exchangerate": 10, "quantity": 5}
    return Table(name, types | {"IsDelete": "boolean"}, choices, states, shared, scales)


_CONSENT = "followemail donotemail donotbulkpostalmail donotbulkemail donotphone donotfax donotpostalmail donotsendmm"
_ADDRESS = "address1_city address1_line2 address1_postalcode address1_stateorprovince address1_line1 address1_country"
_SYSTEM = (
    "createdon:dateTimeOffset createdbyname owneridname modifiedon:dateTime importsequencenumber:int64 "
    "overriddencreatedon:dateTime versionnumber:int64 transactioncurrencyidname exchangerate:decimal"
)
_AMOUNTS = "totalamount totallineitemamount totaltax totaldiscountamount freightamount"

ACCOUNT = _sales_table(
    "account",
    booleans=f"merged creditonhold {_CONSENT}",
    lookups="primarycontactid masterid parentaccountid originatingleadid transactioncurrencyid",
    money="revenue creditlimit",
    rest=f"websiteurl accountnumber {_ADDRESS} description telephone1 {_SYSTEM} emailaddress1 "
    "numberofemployees:int64 primarycontactidname name accountid:guid",
    choices={
        "industrycode": _INDUSTRIES,
        "customertypecode": _labels(
            "3 Customer|Kunde, 5 Partner|Partner, 8 Prospect|Interessent, 10 Supplier|Lieferant"
        ),
        "preferredcontactmethodcode": _METHODS,
        "crc33_region": _REGIONS,
    },
    states=_ACTIVE,
    shared=("crc33_region",),
)
CONTACT = _sales_table(
    "contact",
    booleans=f"merged creditonhold {_CONSENT}",
    lookups="originatingleadid parentcustomerid masterid transactioncurrencyid",
    money="creditlimit",
    rest=f"mobilephone {_ADDRESS} parentcustomeridname emailaddress2 salutation birthdate:dateTime {_SYSTEM} "
    "telephone2 emailaddress1 firstname middlename telephone1 jobtitle nickname fullname lastname contactid:guid",
    choices={
        "gendercode": _labels("1 Male|Männlich, 2 Female|Weiblich"),
        "familystatuscode": _labels(
            "1 Single|Ledig, 2 Married|Verheiratet, 3 Divorced|Geschieden, 4 Widowed|Verwitwet"
        ),
        "preferredcontactmethodcode": _METHODS,
    },
    states=_ACTIVE,
)
LEAD = _sales_table(
    "lead",
    booleans=f"merged decisionmaker {_CONSENT}",
    lookups="parentcontactid parentaccountid qualifyingopportunityid masterid transactioncurrencyid",
    money="estimatedamount",
    rest=f"mobilephone {_ADDRESS} subject companyname firstname {_SYSTEM} emailaddress1 jobtitle "
    "middlename telephone1 fullname lastname leadid:guid",
    choices={
        "leadqualitycode": _RATINGS,
        "leadsourcecode": _labels(
            "1 Advertisement|Werbung, 2 Employee Referral|Empfehlung durch Mitarbeiter, 3 External Referral|Externe "
            "Empfehlung, 4 Partner|Partner, 5 Public Relations|Public Relations, 6 Seminar|Seminar, "
            "7 Trade Show|Messe, 8 Web|Web, 9 Word of Mouth|Mundpropaganda, 10 Other|Sonstiges"
        ),
        "purchasetimeframe": _TIMEFRAMES,
        "budgetstatus": _BUDGETS,
        "preferredcontactmethodcode": _METHODS,
    },
    states=_states(
        "0 Open|Offen: 1 New|Neu, 2 Contacted|Kontaktiert / 1 Qualified|Qualifiziert: 3 Qualified|Qualifiziert / "
        "2 Disqualified|Nicht qualifiziert: 4 Lost|Verloren, 5 Cannot Contact|Kontakt nicht möglich, "
        "6 No Longer Interested|Nicht mehr interessiert, 7 Canceled|Abgebrochen"
    ),
    shared=("purchasetimeframe", "budgetstatus"),
)
OPPORTUNITY = _sales_table(
    "opportunity",
    booleans="isrevenuesystemcalculated decisionmaker participatesinworkflow",
    lookups="customerid parentcontactid parentaccountid originatingleadid transactioncurrencyid",
    money="estimatedvalue actualvalue budgetamount totalamount",
    rest="actualclosedate:dateTime name closeprobability:int64 customeridname description "
    f"{_SYSTEM} stepname estimatedclosedate:dateTime opportunityid:guid",
    choices={
        "opportunityratingcode": _RATINGS,
        "purchasetimeframe": _TIMEFRAMES,
        "budgetstatus": _BUDGETS,
        "pricingerrorcode": _PRICING,
    },
    states=_states(
        "0 Open|Offen: 1 In Progress|In Bearbeitung, 2 On Hold|Zurückgestellt / 1 Won|Gewonnen: 3 Won|Gewonnen / "
        "2 Lost|Verloren: 4 Canceled|Abgebrochen, 5 Out-Sold|Überboten"
    ),
    shared=("purchasetimeframe", "budgetstatus"),
)
SALESORDER = _sales_table(
    "salesorder",
    booleans="ispricelocked willcall",
    lookups="customerid opportunityid transactioncurrencyid",
    money=_AMOUNTS,
    rest="billto_city billto_country ordernumber datefulfilled:dateTime customeridname name "
    f"{_SYSTEM} submitdate:dateTime requestdeliveryby:dateTime billto_postalcode billto_line1 salesorderid:guid",
    choices={"paymenttermscode": _TERMS, "shippingmethodcode": _SHIPPING, "pricingerrorcode": _PRICING},
    states=_states(
        "0 Active|Aktiv: 1 New|Neu, 2 Pending|Ausstehend / 1 Submitted|Übermittelt: 3 In Progress|In Bearbeitung / "
        "2 Canceled|Storniert: 4 No Money|Kein Geld / 3 Fulfilled|Erfüllt: 100001 Complete|Vollständig, "
        "100002 Partial|Teilweise / 4 Invoiced|In Rechnung gestellt: 100003 Invoiced|In Rechnung gestellt"
    ),
)
SALESORDERDETAIL = _sales_table(
    "salesorderdetail",
    booleans="ispriceoverridden isproductoverridden salesorderispricelocked",
    lookups="salesorderid transactioncurrencyid",
    money="priceperunit baseamount extendedamount tax manualdiscountamount",
    rest="productdescription quantity:decimal lineitemnumber:int64 "
    f"{_SYSTEM} requestdeliveryby:dateTime salesorderdetailid:guid",
    choices={
        "producttypecode": _labels("1 Product|Produkt, 2 Product Bundle|Produktpaket"),
        "pricingerrorcode": _PRICING,
    },
    states={},
)
INVOICE = _sales_table(
    "invoice",
    booleans="ispricelocked willcall",
    lookups="customerid salesorderid opportunityid transactioncurrencyid",
    money=_AMOUNTS,
    rest="billto_city billto_country datedelivered:dateTime customeridname name "
    f"{_SYSTEM} duedate:dateTime invoicenumber billto_postalcode billto_line1 invoiceid:guid",
    choices={"paymenttermscode": _TERMS, "shippingmethodcode": _SHIPPING, "pricingerrorcode": _PRICING},
    states=_states(
        "0 Active|Aktiv: 1 New|Neu, 2 Partially Shipped|Teilweise versandt, 4 Billed|Abgerechnet / "
        "2 Paid|Bezahlt: 100001 Complete|Vollständig, 100002 Partial|Teilweise / "
        "3 Canceled|Storniert: 100003 Canceled|Storniert"
    ),
)
ACTIVITYPOINTER = _sales_table(
    "activitypointer",
    booleans="isbilled isworkflowcreated isregularactivity leftvoicemail",
    lookups="regardingobjectid transactioncurrencyid",
    money="",
    rest="scheduledend:dateTime subject actualend:dateTime senton:dateTime activitytypecode regardingobjectidname "
    f"description {_SYSTEM} scheduledstart:dateTime actualdurationminutes:int64 actualstart:dateTime "
    "regardingobjecttypecode activityid:guid",
    choices={
        "prioritycode": _PRIORITIES,
        "deliveryprioritycode": _PRIORITIES,
        "instancetypecode": _labels("0 Not Recurring|Nicht wiederkehrend, 1 Recurring Master|Serienmaster"),
    },
    states=_states(
        "0 Open|Offen: 1 Open|Offen / 1 Completed|Abgeschlossen: 2 Completed|Abgeschlossen / "
        "2 Canceled|Abgebrochen: 3 Canceled|Abgebrochen / 3 Scheduled|Geplant: 4 Scheduled|Geplant"
    ),
)
SALES_TABLES = (ACCOUNT, ACTIVITYPOINTER, CONTACT, INVOICE, LEAD, OPPORTUNITY, SALESORDER, SALESORDERDETAIL)

_CUSTOMER_COLUMNS = """
    Id:guid SinkCreatedOn:dateTime SinkModifiedOn:dateTime statecode:int64 statuscode:int64
    crc33_preferredcontactmethod:int64 createdby:guid createdby_entitytype:string modifiedby:guid
    modifiedby_entitytype:string ownerid:guid ownerid_entitytype:string owningbusinessunit:guid
    owningbusinessunit_entitytype:string crc33_customerid:guid crc33_cid:string crc33_name:string crc33_firstname:string
    crc33_lastname:string crc33_gender:string crc33_email:string crc33_telephone:string crc33_country:string
    crc33_city:string crc33_state:string crc33_postcode:string crc33_streetaddress:string crc33_dateofbirth:string
    createdbyname:string modifiedbyname:string owneridname:string owneridtype:string owningbusinessunitname:string
    importsequencenumber:int64 overriddencreatedon:dateTime timezoneruleversionnumber:int64
    utcconversiontimezonecode:int64 versionnumber:int64 createdon:dateTimeOffset modifiedon:dateTime IsDelete:boolean
"""
CUSTOMER = Table(
    "crc33_customer",
    dict(column.split(":") for column in _CUSTOMER_COLUMNS.split()),
    {"crc33_preferredcontactmethod": _METHODS},
    _ACTIVE,
)

_LABEL = "IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel"
_LABEL_COLUMNS = {
    "OptionsetMetadata": f"EntityName OptionSetName Option {_LABEL} ExternalValue",
    "GlobalOptionsetMetadata": f"OptionSetName Option {_LABEL} GlobalOptionSetName EntityName ExternalValue",
    "StateMetadata": f"EntityName State {_LABEL}",
    "StatusMetadata": f"EntityName State Status {_LABEL}",
}


def write_metadata(root, tables):
    """model.json, the model and the metadata of each table, and the labels of choices in English and German."""
    entities = [_entity(root, table) for table in sorted(tables, key=lambda table: table.name)]
    service = root / "Microsoft.Athena.TrickleFeedService"
    service.mkdir()
    _write_json(root / "model.json", _model(entities))
    for entity in entities:
        _write_json(service / f"{entity['name']}-model.json", _model([entity]))
    labels = _label_rows(tables)
    (root / "OptionsetMetadata").mkdir()
    for name, rows in labels.items():
        lines = (",".join(str(c) if isinstance(c, int) else quoted(c) for c in row) + "\r\n" for row in rows)
        (root / "OptionsetMetadata" / f"{name}.csv").write_bytes("".join(lines).encode())
    for table in tables:
        _write_json(service / f"{table.name}-EntityMetadata.json", _entity_metadata(table, labels))


def _model(entities):
    return {"name": "cdm", "description": "cdm", "version": "1.0", "culture": "en-US", "entities": entities}


def _entity(root, table):
    csv_format = {"$type": "CsvFormatSettings", "columnHeaders": False, "delimiter": ","}
    address = f"https://contosolake.dfs.core.windows.net/{CONTAINER}/{table.name}"
    return {
        "$type": "LocalEntity",
        "name": table.name,
        "description": table.name,
        "annotations": [
            {"name": "Athena:PartitionGranularity", "value": "Year"},
            {"name": "Athena:InitialSyncState", "value": "Completed"},
            {"name": "Athena:InitialSyncDataCompletedTime", "value": us(START + 900).strip('"')},
        ],
        "attributes": [_attribute(name, kind, table.scales.get(name)) for name, kind in table.types.items()],
        "partitions": [
            {"name": file.stem, "location": f"{address}/{file.name}", "fileFormatSettings": csv_format}
            for file in sorted((root / table.name).iterdir())
        ],
    }


def _attribute(name, kind, scale):
    attribute = {"name": name, "dataType": kind, "maxLength": -1}
    if kind == "string":
        limit = {"traitReference": "is.constrained", "arguments": [{"name": "maximumLength", "value": 400}]}
        attribute |= {"maxLength": 400, "cdm:traits": [limit]}
    elif kind == "decimal":
        shape = [{"name": "precision", "value": 38}, {"name": "scale", "value": scale}]
        attribute["cdm:traits"] = [{"traitReference": "is.dataFormat.numeric.shaped", "arguments": shape}]
    return attribute


def _label_rows(tables):
    """The rows of each file of labels, a language after the other."""
    rows = {name: [] for name in _LABEL_COLUMNS}
    for language, place in LANGUAGES.items():
        said = (place == 0, language)
        for table in tables:
            name = table.name
            for column, codes in table.choices.items():
                for code, labels in codes.items():
                    if column in table.shared:
                        row = (column, code, *said, labels[place], column, name, None)
                        rows["GlobalOptionsetMetadata"].append(row)
                    else:
                        rows["OptionsetMetadata"].append((name, column, code, *said, labels[place], None))
            states = {state: labels for state, labels, _ in table.states.values()}
            rows["StateMetadata"] += [(name, code, *said, labels[place]) for code, labels in states.items()]
            rows["StatusMetadata"] += [
                (name, state, status, *said, labels[place]) for status, (state, _, labels) in table.states.items()
            ]
        if ACCOUNT not in tables:  # the labels of a table that isn't exported
            rows["GlobalOptionsetMetadata"] += [
                ("crc33_region", code, *said, labels[place], "crc33_region", "account", None)
                for code, labels in _REGIONS.items()
            ]
    return rows


def _entity_metadata(table, labels):
    attributes = [
        {"EntityName": table.name, "AttributeName": name, "AttributeType": table.kind(name)} for name in table.types
    ]
    metadata = {"AttributeMetadata": attributes}
    for name, rows in labels.items():
        dicts = (dict(zip(_LABEL_COLUMNS[name].split(), row, strict=True)) for row in rows)
        metadata[name.replace("Optionset", "OptionSet")] = [row for row in dicts if row["EntityName"] == table.name]
    return metadata


def _write_json(path, content):
    path.write_bytes(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
