"""The bundle is what Databricks accepts, as far as that can be known without a workspace: every field is one that the
published classes of jobs, pipelines and dashboards have, and every path, variable, resource and dbt selection that it
names exists.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile

import pytest
import yaml
from databricks.bundles.dashboards import Dashboard
from databricks.bundles.jobs import Job
from databricks.bundles.pipelines import Pipeline
from dbt.adapters.databricks.python_models.python_config import ParsedPythonModel
from dbt.adapters.databricks.python_models.python_submissions import PythonWorkflowConfigCompiler
from offline import ENVIRONMENT, ROOT, compiled, invoke, no_connection
from project import Project

BUNDLE = yaml.safe_load((ROOT / "databricks.yml").read_text())
FILES = {path: yaml.safe_load(path.read_text()) for path in (ROOT / "resources").glob("*.yml")}
KNOWN = {"bundle.name", "bundle.target", "workspace.artifact_path", "workspace.file_path"}


def resources(kind: str) -> dict[str, dict]:
    return {name: made for file in FILES.values() for name, made in file["resources"].get(kind, {}).items()}


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else [str(value)]


def tasks() -> list[dict]:
    return [task for job in resources("jobs").values() for task in job["tasks"]]


@pytest.mark.parametrize("target", BUNDLE["targets"])
def test_every_field_is_known(target):
    changes = BUNDLE["targets"][target].get("resources", {}).get("jobs", {})
    for name, job in resources("jobs").items():
        assert Job.from_dict({**job, **changes.get(name, {})}).name
    for pipeline in resources("pipelines").values():
        assert Pipeline.from_dict(pipeline).serverless
    for dashboard in resources("dashboards").values():
        assert Dashboard.from_dict(dashboard).embed_credentials is False


def test_the_check_of_fields_can_fail():
    with pytest.raises(ValueError, match="tasks_"):
        Job.from_dict({**resources("jobs")["customer_360"], "tasks_": []})


def test_every_variable_and_resource_exists():
    named = {name for text in strings([BUNDLE, *FILES.values()]) for name in re.findall(r"\$\{([^}]+)\}", text)}
    known = KNOWN | {f"var.{name}" for name in BUNDLE["variables"]}
    known |= {f"resources.{kind}.{name}.id" for kind in ("jobs", "pipelines") for name in resources(kind)}
    assert named <= known
    assert {f"var.{name}" for name in BUNDLE["variables"]} <= named


def test_every_path_exists():
    included = {path for pattern in BUNDLE["include"] for path in ROOT.glob(pattern)}
    assert included == set(FILES)
    for path, file in FILES.items():
        for pipeline in file["resources"].get("pipelines", {}).values():
            assert all((path.parent / library["file"]["path"]).is_file() for library in pipeline["libraries"])
        for dashboard in file["resources"].get("dashboards", {}).values():
            assert (path.parent / dashboard["file_path"]).is_file()
        for job in file["resources"].get("jobs", {}).values():
            projects = [task["dbt_task"]["project_directory"] for task in job["tasks"] if "dbt_task" in task]
            assert all((path.parent / project / "dbt_project.yml").is_file() for project in projects)
    assert all((ROOT / path).is_dir() for path in BUNDLE["sync"]["exclude"])


def test_tasks_follow_each_other():
    keys = [task["task_key"] for task in tasks()]
    for place, task in enumerate(tasks()):
        assert {after["task_key"] for after in task.get("depends_on", [])} <= set(keys[:place])
    environments = {made["environment_key"] for job in resources("jobs").values() for made in job["environments"]}
    assert {task["environment_key"] for task in tasks() if "environment_key" in task} == environments


def test_every_dbt_command_runs_with_what_a_job_has(tmp_path, monkeypatch):
    project = Project(tmp_path)
    project.write_export()
    project.write_finance()
    project.build()
    # what is synced to the workspace
    root = tmp_path / "root"
    left_out = shutil.ignore_patterns(".*", "target", "logs", "sample")
    shutil.copytree(ROOT, root, ignore=left_out)
    for path in BUNDLE["sync"]["exclude"]:
        shutil.rmtree(root / path, ignore_errors=True)
    commands = [command for task in tasks() if "dbt_task" in task for command in task["dbt_task"]["commands"]]
    assert len(commands) == 2
    for command in commands:
        program, *arguments = shlex.split(
            command.replace("${var.catalog}", "spark_catalog").replace("${var.bronze_keeps_every_row}", "true")
        )
        assert program == "dbt"
        with no_connection(project.database, tables_exist=False) as sent:
            for name in ENVIRONMENT:
                monkeypatch.delenv(name)
            monkeypatch.setenv("DBT_HOST", "adb-123.4.azuredatabricks.net")
            monkeypatch.setenv("DBT_ACCESS_TOKEN", "offline")
            invoke(root, tmp_path, *arguments, "--no-populate-cache")
        assert any(name.startswith("test.") for name in sent)
        models = {name: texts for name, texts in sent.items() if name.startswith("model.")}
        assert models
        assert all("`spark_catalog`." in "".join(texts) or "spark.table" in "".join(texts) for texts in models.values())


def test_python_models_run_on_serverless_with_the_wheel(tmp_path):
    project = Project(tmp_path)
    project.write_export()
    project.write_finance()
    project.build("--select", "+customer_current")
    wheel = ("--vars", "python_helpers: /Workspace/somewhere/customer_360.whl")
    nodes = compiled(ROOT, tmp_path, project.database, False, *wheel, "--select", "customer_current")
    (model,) = [node.to_dict() for node in nodes if node.name == "customer_current"]
    parsed = ParsedPythonModel(**{**model, "catalog": model["database"], "identifier": model["alias"]})
    job, _ = PythonWorkflowConfigCompiler.create(parsed).compile("/Workspace/somewhere/customer_current")
    task = Job.from_dict(job).tasks[0]
    (environment,) = job["environments"]
    assert task.environment_key == environment["environment_key"]
    assert task.new_cluster is None
    assert environment["spec"]["dependencies"] == ["/Workspace/somewhere/customer_360.whl"]


def test_versions_are_those_of_the_project():
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = set(named["optional-dependencies"]["duckdb"] + named["optional-dependencies"]["databricks"])
    for job in resources("jobs").values():
        for environment in job["environments"]:
            assert set(environment["spec"]["dependencies"]) <= pinned


def test_the_wheel_is_the_one_that_dbt_is_told_of(tmp_path):
    for name in ("pyproject.toml", "README.md", "LICENSE", "python_helpers"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    command = shlex.split(BUNDLE["artifacts"]["python_helpers"]["build"])
    subprocess.run([sys.executable, *command[1:], "--quiet"], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").iterdir()
    told = [text for text in strings(tasks()) if ".whl" in text]
    assert told
    assert all(f"/.internal/{wheel.name}" in text for text in told)
    with zipfile.ZipFile(wheel) as packed:
        metadata = packed.read("customer_360-0.1.0.dist-info/METADATA").decode()
        assert "python_helpers/current.py" in packed.namelist()
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line]
    assert required == [], "the wheel would install packages on Databricks"


def test_no_secret_stands_in_a_file():
    texts = strings([BUNDLE, *FILES.values()])
    assert not [text for text in texts if re.search(r"dapi[0-9a-f]{8}|[A-Za-z0-9+/]{40,}|password|secret", text, re.I)]
