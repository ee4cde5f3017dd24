"""A pull request builds what it changes, found with the manifest of production."""

import json
import re
import shutil

from support.offline import ENVIRONMENT, ROOT
from support.project import Project

SAMPLE = {
    "C360_EXPORT": str(ROOT / "sample" / "dataverse-contoso-org"),
    "C360_FINANCE": str(ROOT / "sample" / "finance" / "customer_finance.csv"),
}
# Only DuckDB has a quarantine, so production doesn't know its test.
ALWAYS = "customer_360.warn_of_quarantined_rows"


def changed(project: Project) -> set[str]:
    listed = project.run(
        "--quiet", "ls", "--select", "state:modified+", "--state", str(project.folder.with_name("production"))
    )
    return set(listed.stdout.split()) - {ALWAYS}


def test_only_changed_models_and_what_depends_on_them_are_selected(tmp_path):
    root = tmp_path / "root"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", ".venv", "target", "logs", ".local", "sample"))
    production = Project(tmp_path / "production", environment=ENVIRONMENT, root=root)
    assert production.run("parse", "--target", "databricks").returncode == 0
    project = Project(tmp_path / "work", environment=SAMPLE, root=root)
    assert changed(project) == set()

    measures = root / "models" / "marts" / "measures" / "customer_measures.sql"
    measures.write_text(measures.read_text().replace("'medium'", "'middle'", 1))
    models = {name for name in changed(project) if re.fullmatch(r"customer_360[.]marts[.]\w+[.]customer_\w+", name)}
    assert models == {"customer_360.marts.measures.customer_measures", "customer_360.marts.segments.customer_segments"}

    # as `make build-changed` does, in an empty database; only the test of accepted values fails
    recipe = re.search(r"/dbt (build .*) --state ", (ROOT / "Makefile").read_text().split("\nbuild-changed:")[1])
    built = project.run(*recipe[1].split(), "--state", str(production.folder))
    results = json.loads((project.folder / "run_results.json").read_text())["results"]
    failed = [item["unique_id"].split(".")[2] for item in results if item["status"] in ("error", "fail")]
    assert failed == ["accepted_values_customer_measures_churn_risk__low__medium__high__unknown"], built.stdout
