"""docs/moving.md: an export of the same environment that goes on in another place and layout changes no customer_id."""

import json

import pyarrow as pa
from deltalake import write_deltalake
from support.project import COLUMNS, record

ADA, ADA_AGAIN, BEN, CLEO = (f"0000000{number}-0000-4000-8000-000000000000" for number in "1234")


def customer(key: str, name: str, version: int, exported: str, **values: str) -> dict[str, str]:
    first, last = name.split()
    return {
        "Id": key,
        "SinkCreatedOn": exported,
        "SinkModifiedOn": exported,
        "crc33_name": name,
        "crc33_firstname": first,
        "crc33_lastname": last,
        "crc33_email": f"{first}.{last}@example.com".lower(),
        "crc33_dateofbirth": "1985-11-09",
        "versionnumber": str(version),
        "createdon": "2023-05-01T00:00:00Z",
        "modifiedon": "2023-05-01T00:00:00Z",
        **values,
    }


def write_delta_export(project) -> None:
    rows = [
        customer(ADA, "Ada Quill", 10, "2024-01-01T00:00:00Z"),
        customer(ADA_AGAIN, "Ada Quill", 20, "2024-02-01T00:00:00Z"),
        customer(BEN, "Ben Okoro", 30, "2024-02-01T00:00:00Z"),
        customer(CLEO, "Cleo Brandt", 40, "2024-02-01T00:00:00Z"),
    ]
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS}
    write_deltalake(project.export / "deltalake" / "crc33_customer_partitioned", pa.table(columns))


def write_folders(project) -> None:
    """The initial sync sends the second record of Ada first, and Cleo was deleted before it."""
    attributes = [{"name": name, "dataType": "string"} for name in COLUMNS]
    notes = {"InitialSyncState": "Completed", "InitialSyncDataCompletedTime": "11/03/2026 09:30:00 AM"}
    annotations = [{"name": f"Athena:{name}", "value": value} for name, value in notes.items()]
    described = {"name": "crc33_customer", "attributes": attributes, "annotations": annotations}
    folders = {
        "2026-11-03T09.00.00Z": [
            customer(ADA_AGAIN, "Ada Quill", 20, "11/3/2026 9:00:00 AM"),
            customer(ADA, "Ada Quill", 10, "11/3/2026 9:10:00 AM"),
            customer(BEN, "Ben Okoro", 30, "11/3/2026 9:10:00 AM"),
        ],
        "2026-11-03T10.00.00Z": [customer(BEN, "Benedict Okoro", 50, "11/3/2026 10:05:00 AM")],
    }
    for name, rows in folders.items():
        table = project.export / name / "crc33_customer"
        table.mkdir(parents=True)
        (table / "2024.csv").write_text("".join(record(**row) for row in rows), newline="")
        model = {"name": "cdm", "entities": [described]}
        (project.export / name / "model.json").write_text(json.dumps(model))


def test_folders_in_another_container_go_on_for_a_delta_export(project):
    project.write_finance()
    write_delta_export(project)
    project.build()
    people = "select customer_id, full_name from gold.customers order by 1"
    assert project.query(people) == [(ADA, "Ada Quill"), (BEN, "Ben Okoro"), (CLEO, "Cleo Brandt")]
    before = project.export

    project.export = project.folder / "folders"
    write_folders(project)
    refused = project.printed("build")
    assert refused.returncode != 0
    told = f"goes on for the same environment: .venv/bin/dbt build --vars 'moved_from: {before}'"
    assert told in " ".join(refused.stdout.split())
    assert "another export" in project.printed("build", "--vars", "moved_from: /somewhere/else").stdout

    moved = project.run("build", "--exclude-resource-type", "unit_test", "--vars", f"moved_from: {before}")
    assert moved.returncode == 0, moved.stdout
    assert project.query(people) == [(ADA, "Ada Quill"), (BEN, "Benedict Okoro")]
    # nothing of the Delta export is lost
    assert project.query("select count(*) from bronze.crc33_customer where _source_file like 'deltalake/%'") == [(4,)]

    again = project.run("build", "--exclude-resource-type", "unit_test")
    assert again.returncode == 0, again.stdout
    assert "no longer in the export" not in again.stdout
    assert len(project.query(people)) == 2
