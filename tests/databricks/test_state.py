"""A pull request builds what it changes, found with the manifest of production."""

import shutil

from offline import ENVIRONMENT, ROOT
from project import Project

# Only DuckDB has a quarantine, so production doesn't know its test.
ALWAYS = "customer_360.warn_of_quarantined_rows"


def changed(project: Project) -> set[str]:
    listed = project.run(
        "--quiet", "ls", "--select", "state:modified+", "--state", str(project.folder.with_name("production"))
    )
    return set(listed.stdout.split()) - {ALWAYS}


def test_only_what_changed_and_what_depends_on_it_is_selected(tmp_path):
    root = tmp_path / "root"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", ".venv", "target", "logs", ".local", "sample"))
    production = Project(tmp_path / "production", environment=ENVIRONMENT, root=root)
    assert production.run("parse", "--target", "databricks").returncode == 0
    project = Project(tmp_path / "work", root=root)
    assert changed(project) == set()

    measures = root / "models" / "gold" / "customer_measures.sql"
    measures.write_text(measures.read_text().replace("'medium'", "'middle'"))
    models = {
        name for name in changed(project) if name.count(".") == 2 and name.startswith("customer_360.gold.customer")
    }
    assert models == {"customer_360.gold.customer_measures", "customer_360.gold.customer_segments"}
