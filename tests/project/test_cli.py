"""The command c360 and the docs page, as a user runs them."""

from support.commands import c360, shown_cells
from support.project import record


def test_status_shows_loads_rows_and_rejects(project):
    project.write_export(**{"2021": record(Id="a", crc33_email="nothing") + "torn\r\n"})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    project.build()
    shown = c360("status", database=project.database)
    assert shown.returncode == 0, shown.stdout
    cells = shown_cells(shown)
    loaded = next(line for line in cells if line and line[0] == "crc33_customer")
    size = (project.export / "crc33_customer" / "2021.csv").stat().st_size
    assert loaded[1:7] == ["1", str(size - 4), "0", "4", "1", "1"]
    assert ["gold", "customers", "1"] in cells
    assert ["crc33_customer", "email", "not an e-mail address", "1", "1"] in cells
    assert "c360 quarantine" in shown.stdout
    quarantine = shown_cells(c360("quarantine", database=project.database))
    assert ["crc33_customer", "crc33_customer/2021.csv", "1 values, but 23 columns", "1", "4"] in quarantine


def test_status_before_the_first_build(tmp_path):
    shown = c360("status", database=tmp_path / "none.duckdb")
    assert shown.returncode == 1
    assert "nothing was built yet. Run make build" in shown.stdout
    (tmp_path / "text.duckdb").write_text("no database")
    shown = c360("status", database=tmp_path / "text.duckdb")
    assert shown.returncode == 1
    assert "can't be opened" in shown.stdout
    assert "Traceback" not in shown.stdout


def test_sample_makes_and_grows_an_export(tmp_path):
    shown = c360("sample", str(tmp_path / "new"), "--customers", "5")
    assert shown.returncode == 0, shown.stdout
    assert f"C360_EXPORT={tmp_path}/new/dataverse-contoso-org" in shown.stdout
    files = {file: file.stat().st_size for file in (tmp_path / "new").rglob("crc33_customer/*.csv")}
    assert c360("sample", str(tmp_path / "new"), "--append", "20").returncode == 0
    assert sum(file.stat().st_size for file in (tmp_path / "new").rglob("crc33_customer/*.csv")) > sum(files.values())
    assert (tmp_path / "new" / "dataverse-contoso-org" / "contact").is_dir()
    assert c360("sample", str(tmp_path / "alone"), "--customers", "5", "--contacts", "0").returncode == 0
    assert not (tmp_path / "alone" / "dataverse-contoso-org" / "contact").exists()
    again = c360("sample", str(tmp_path / "new"))
    assert again.returncode == 1
    assert "Traceback" not in again.stdout


def test_docs_are_one_page_with_every_description(project):
    project.write_export(**{"2021": record(Id="a")})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    project.build()
    printed = project.run("docs", "generate", "--static")
    assert printed.returncode == 0, printed.stdout
    page = (project.folder / "static_index.html").read_text()
    assert "The golden profile. One row for each person" in page
    manifest = project.manifest()
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["resource_type"] in ("model", "source", "seed", "snapshot"):
            assert node["description"], node["unique_id"]
            for column in node["columns"].values():
                assert column["description"], (node["unique_id"], column["name"])
    built = project.query(
        "select table_schema || '.' || table_name, column_name from information_schema.columns "
        "where table_schema in ('silver', 'gold', 'snapshots')"
    )
    described = {
        (f"{node['schema']}.{node['alias']}", column)
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
        for column in node["columns"]
    }
    assert set(built) - described == set()
