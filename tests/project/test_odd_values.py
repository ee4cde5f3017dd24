"""Values of real exports, from the export to gold: pasted signs, lookups without a table, dates of elsewhere."""

import pytest
from support.commands import c360
from support.exports import LAST, SYSTEM, write_models, write_rows
from support.project import Project

NAMES = {
    "contact": "fullname firstname lastname emailaddress1 telephone1 address1_postalcode address1_country birthdate "
    "parentcustomerid parentcustomerid_entitytype",
    "lead": "fullname firstname lastname emailaddress1 telephone1 address1_postalcode address1_country",
    "account": "name",
    "crc33_customer": "crc33_name crc33_email crc33_telephone crc33_city crc33_postcode crc33_streetaddress "
    "crc33_country crc33_dateofbirth",
    "salesorder": "statecode customerid customerid_entitytype totalamount_base submitdate",
    "invoice": "statecode customerid customerid_entitytype totalamount_base",
    "opportunity": "statecode customerid customerid_entitytype parentcontactid estimatedvalue_base",
    "activitypointer": "activitytypecode regardingobjectid regardingobjectid_entitytype",
}
COLUMNS = {table: SYSTEM | dict.fromkeys(names.split(), "string") | LAST for table, names in NAMES.items()}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    made = Project(tmp_path_factory.mktemp("odd"))
    made.write_finance()
    write_models(made.export, **COLUMNS)

    def put(table: str, *rows: dict) -> None:
        said = {"createdon": "2026-01-30T06:00:00Z", "modifiedon": "2026-01-31T06:00:00Z"}
        said |= {"SinkModifiedOn": "1/31/2026 6:15:00 AM"}
        write_rows(made.export, table, COLUMNS[table], *({"versionnumber": 10, **said, **row} for row in rows))

    # what people pasted: U+200B, U+200E, U+200F, U+202A, U+202C, U+FEFF, U+00A0, U+3000
    put("contact", {
        "Id": "ilse-contact", "fullname": "Ilse\u200b Vogt", "firstname": "Ilse\u200b", "lastname": "\u3000Vogt",
        "emailaddress1": "\u200filse.vogt@example.org", "telephone1": "\u202a+49 30 901820\u202c",
        "address1_postalcode": "10115\u200e", "address1_country": "Germany\ufeff", "birthdate": "1985-11-09\u200e",
        "parentcustomerid": "FIRMA", "parentcustomerid_entitytype": "",
    })  # fmt: skip
    put("lead", {
        "Id": "ilse-lead", "fullname": "Ilse\u00a0Vogt", "firstname": "Ilse", "lastname": "Vogt",
        "emailaddress1": "ilse.vogt@example.org", "telephone1": "+49 30 901820", "address1_postalcode": "10115",
        "address1_country": "Germany",
    })  # fmt: skip
    put("account", {"Id": "firma", "name": "Firma"})
    put("contact", {"Id": "gone"}, {"Id": "gone", "versionnumber": 11, "IsDelete": "True"})
    orders = [("ilse-contact", "contact", 10), ("Ilse-Contact", "", 40), ("ilse-contact", "Contact", 80),
              ("ilse-contact", "Kontakt", 160), ("firma", "", 320), ("gone", "", 640), ("nobody", "", 1280),
              ("nobody", "contact", 2560), ("", "", 5120)]  # fmt: skip
    for number, (buyer, table, amount) in enumerate(orders):
        said = {"customerid": buyer, "customerid_entitytype": table}
        order = {
            "Id": f"order{number}",
            "statecode": 3,
            "totalamount_base": amount,
            "submitdate": "2026-01-15T00:00:00Z",
        }
        put("salesorder", order | said)
        put("invoice", {"Id": f"invoice{number}", "statecode": 0, "totalamount_base": amount} | said)
        offer = {"Id": f"offer{number}", "statecode": 0, "estimatedvalue_base": amount}
        put("opportunity", offer | said | {"parentcontactid": "ilse-contact" if buyer == "firma" else ""})
    put("activitypointer", *(
        {"Id": f"talk{number}", "activitytypecode": "phonecall", "regardingobjectid": about,
         "regardingobjectid_entitytype": table}
        for number, (about, table) in enumerate(
            [("ilse-contact", ""), ("ilse-lead", "LEAD"), ("offer1", ""), ("nobody", ""), ("case", "incident")]
        )
    ))  # fmt: skip
    # the records of one person, of which the two that match best aren't the first
    oakes = {"crc33_city": "Albany", "crc33_postcode": "12207", "crc33_country": "US"}
    hale = oakes | {"crc33_telephone": "+1 212 555 0142", "crc33_streetaddress": "14 Elm Street"}
    oakes |= {"crc33_telephone": "+1 212 555 0144", "crc33_streetaddress": "16 Elm Street"}
    oakes |= {"crc33_email": "oakes@example.org"}
    put("crc33_customer", {"Id": "d", "crc33_name": "Robert Hale", "versionnumber": 1, **hale},
        {"Id": "c", "crc33_name": "Robert Hale", "versionnumber": 2, **hale},
        {"Id": "b", "crc33_name": "Robert Hale", "versionnumber": 3, "crc33_email": "oakes@example.org", **hale},
        {"Id": "a", "crc33_name": "Robert Oakes", "versionnumber": 4, **oakes})  # fmt: skip
    # dates of birth as midnight in Berlin, in winter and in summer
    born = ["1985-11-08T23:00:00Z", "1990-07-08T22:00:00Z", "1991-06-30T22:00:00Z", "1999-05-01"]
    put("crc33_customer", *({"Id": f"born{day}", "crc33_dateofbirth": day} for day in born))
    made.build("--vars", "{as_of_date: 2026-02-01}")
    return made


def test_what_nobody_sees_is_gone_from_silver_and_two_records_are_one_person(project):
    found = project.query(
        "select full_name, first_name, last_name, email, phone, country_code, postcode, date_of_birth::varchar "
        "from gold.customers where email like '%vogt%'"
    )
    assert found == [("Ilse Vogt", "Ilse", "Vogt", "ilse.vogt@example.org", "+4930901820", "DE", "10115", "1985-11-09")]
    assert project.query(
        "select record_id from gold.customer_identities where customer_id like 'ilse%' order by 1"
    ) == [
        ("contact:ilse-contact",),
        ("lead:ilse-lead",),
    ]
    assert project.query("select birthdate from bronze.contact where id = 'ilse-contact'") == [("1985-11-09\u200e",)]
    assert project.query("select * from silver.rejected_rows where record_id like 'ilse%'") == []


def test_a_lookup_without_a_table_is_found_by_its_id(project):
    found = project.query(
        "select orders, revenue::int, open_pipeline::int, unpaid_amount::int from gold.customer_measures "
        "where customer_id like 'ilse%'"
    )
    assert found == [(4, 290, 610, 290)]
    assert project.query(
        "select kind, count(*) from gold.customer_timeline where customer_id like 'ilse%' group by 1 order by 1"
    ) == [("activity", 3), ("invoice", 4), ("lead", 1), ("opportunity", 5), ("order", 4)]
    assert project.query("select account_id from gold.customer_records where account_id is not null") == [("firma",)]
    assert project.query(
        "select parent_customer_type from silver.contact_current where contact_id = 'ilse-contact'"
    ) == [("account",)]


@pytest.mark.parametrize(
    ("table", "entity", "exported", "amount"),
    [
        ("salesorder", "sales_order", "totalamount_base", "total_amount_base"),
        ("invoice", "invoice", "totalamount_base", "total_amount_base"),
        ("opportunity", "opportunity", "estimatedvalue_base", "estimated_value_base"),
    ],
)
def test_what_isnt_found_is_counted_and_nothing_is_counted_twice(project, table, entity, exported, amount):
    """Orders are of an account, of a contact, of nobody, or unresolved."""
    found = project.query(f"""
        select
            case when unresolved.record_id is not null then 'unresolved' else coalesce(buyer_type, 'nobody') end,
            sum({amount})::int
        from silver.{entity}_current
        left join silver.unresolved_lookups as unresolved
            on unresolved.table_name = '{table}' and {entity}_id = unresolved.record_id
        group by 1 order by 1
    """)
    assert found == [("account", 320), ("contact", 930), ("nobody", 5120), ("unresolved", 3840)]
    assert project.query(f"select sum({exported}::int) from bronze.{table}") == [(sum(total for _, total in found),)]


def test_status_names_lookups_that_arent_found(project):
    shown = c360("status", database=project.database).stdout
    for table in ("salesorder", "invoice", "opportunity"):
        assert f"2 records of {table} have a buyer_id that the export has no record of" in " ".join(shown.split())
    assert "1 records of activitypointer have a regarding_id" in " ".join(shown.split())


def test_explain_shows_a_chain_to_the_record_that_was_exported_first(project):
    records = project.query(
        "select record_id, matched_record_id, matched_by from gold.customer_identities "
        "where customer_id = 'd' order by record_id"
    )
    assert [record for record, *_ in records] == [f"crc33_customer:{name}" for name in "abcd"]
    leads_to = {record: matched for record, matched, _ in records}
    assert [record for record in leads_to if leads_to[record] is None] == ["crc33_customer:d"]
    for record in leads_to:
        steps = 0
        while leads_to[record]:
            record, steps = leads_to[record], steps + 1
            assert steps < 4
    shown = c360("explain", "oakes@example.org", database=project.database).stdout
    numbers = {}
    for line in shown.splitlines():
        if ": " in line and line[:2].strip().isdigit():
            number, _, rest = line.strip().partition("  ")
            numbers[rest.split(": ")[0]] = int(number)
            joined = rest.split("joined to ")[1].split()[0] if "joined to" in rest else None
            assert joined is None or int(joined) < int(number), shown
    assert numbers["crc33_customer:d"] == 1
    assert len(numbers) == 4


def test_dates_of_birth_that_are_midnight_elsewhere_are_a_warning(project):
    shown = project.printed("test", "--select", "test_name:dates_at_midnight").stdout
    assert (
        "WARN bronze.crc33_customer.crc33_dateofbirth: 3 of 4 dates are UTC times that are midnight in Europe/Berlin. "
        "If they were entered there, set the variable date_time_zones: {crc33_customer: Europe/Berlin}" in shown
    )
    assert "bronze.contact.birthdate" not in shown
    zones = "{date_time_zones: {crc33_customer: Europe/Berlin}}"
    assert (
        "WARN bronze" not in project.printed("test", "--select", "test_name:dates_at_midnight", "--vars", zones).stdout
    )
