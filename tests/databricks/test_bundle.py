"""Databricks accepts the bundle, as far as a test without a workspace can know: the published classes of its resources
have every field, and every path, variable, resource and dbt selection that it names exists.
"""

import ast
import re
import shlex
import shutil
import sys
import tomllib
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from databricks.bundles.alerts import Alert
from databricks.bundles.dashboards import Dashboard
from databricks.bundles.jobs import Job
from databricks.bundles.pipelines import Pipeline
from databricks.bundles.schemas import Schema
from databricks.bundles.sql_warehouses import SqlWarehouse
from databricks.bundles.volumes import Volume
from dbt.adapters.databricks.python_models.python_config import ParsedPythonModel
from dbt.adapters.databricks.python_models.python_submissions import PythonWorkflowConfigCompiler
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.offline import ENVIRONMENT, ROOT, compiled, invoke, no_connection
from support.project import Project
from support.texts import assert_none_side_by_side

BUNDLE = yaml.safe_load((ROOT / "databricks.yml").read_text())
FILES = {path: yaml.safe_load(path.read_text()) for path in (ROOT / "resources").glob("*.yml")}
KINDS = {
    "alerts": Alert,
    "dashboards": Dashboard,
    "jobs": Job,
    "pipelines": Pipeline,
    "schemas": Schema,
    "sql_warehouses": SqlWarehouse,
    "volumes": Volume,
}
KNOWN = {"bundle.name", "bundle.target", "workspace.file_path", "workspace.current_user.short_name"}
KNOWN |= {"workspace.current_user.userName"}
TARGETS = tuple(BUNDLE["targets"])


def merged(one, other):
    """Two parts of a bundle, merged as the CLI does: maps and tasks by key, other lists one after the other."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: merged(one.get(key), other.get(key)) for key in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        keys = [item.get("task_key") for item in one + other if isinstance(item, dict)]
        if not any(keys):
            return one + other
        tasks = {}
        for task in other + one:  # what a target adds comes first
            tasks[task["task_key"]] = merged(tasks.get(task["task_key"]), task)
        return list(tasks.values())
    return one if other is None else other


def resources(target: str) -> dict[str, dict[str, dict]]:
    """The resources of a target by kind and key."""
    found = {}
    for file in FILES.values():
        found = merged(found, file["resources"])
    return merged(found, BUNDLE["targets"][target].get("resources", {}))


def resolved(value, target: str):
    """A value with its variables resolved, as when a developer called Alice Ash deploys; resources stay as they are."""
    if isinstance(value, dict):
        return {key: resolved(item, target) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, target) for item in value]
    if not isinstance(value, str):
        return value
    settings = {f"var.{name}": made.get("default") for name, made in BUNDLE["variables"].items()}
    settings |= {f"var.{name}": given for name, given in BUNDLE["targets"][target].get("variables", {}).items()}
    settings |= {"bundle.target": target, "workspace.current_user.short_name": "alice_ash"}
    settings |= {"workspace.current_user.userName": "alice.ash@contoso.com", "workspace.file_path": str(ROOT)}
    while match := next((found for found in re.finditer(r"\$\{([^}]+)\}", value) if found[1] in settings), None):
        setting = settings[match[1]]
        value = value.replace(match[0], str(setting).lower() if isinstance(setting, bool) else str(setting))
    return value


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else [str(value)]


def tasks(target: str) -> dict[str, dict]:
    return {task["task_key"]: task for job in resources(target)["jobs"].values() for task in job["tasks"]}


def commands(target: str) -> dict[str, list[str]]:
    """The words after ``dbt`` in each dbt command, by task."""
    found = {}
    for key, task in tasks(target).items():
        for command in task.get("dbt_task", {}).get("commands", []):
            program, *words = shlex.split(resolved(command, target).replace("${resources.", "{resources."))
            assert program == "dbt"
            found[key] = words
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_every_field_is_known(target):
    found = resources(target)
    assert set(found) <= set(KINDS)
    for kind, made in found.items():
        for name, resource in made.items():
            given = resolved(resource, target)
            if kind == "alerts":  # a number, once its variable is known
                given["evaluation"]["threshold"]["value"]["double_value"] = 1.0
            assert KINDS[kind].from_dict(given), name


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_of_fields_can_fail(kind):
    (resource, *_) = resources("prod")[kind].values()
    with pytest.raises(ValueError, match="nonsense"):
        KINDS[kind].from_dict({**resource, "nonsense": []})


def test_every_variable_and_resource_exists():
    named = {name for text in strings([BUNDLE, *FILES.values()]) for name in re.findall(r"\$\{([^}]+)\}", text)}
    known = KNOWN | {f"var.{name}" for name in BUNDLE["variables"]}
    for kind, made in resources("prod").items():
        known |= {f"resources.{kind}.{name}.{field}" for name in made for field in ("id", "name", "volume_path")}
    assert named <= known
    assert {f"var.{name}" for name in BUNDLE["variables"]} <= named
    assert all("default" in made for made in BUNDLE["variables"].values())


def test_keys_are_unique_across_all_kinds():
    """Otherwise the CLI refuses the bundle before it looks at targets."""
    keys = [key for file in FILES.values() for kind in file["resources"].values() for key in kind]
    assert len(keys) == len(set(keys)) > 10


def test_every_path_exists():
    included = {path for pattern in BUNDLE["include"] for path in ROOT.glob(pattern)}
    assert included == set(FILES)
    for path, file in FILES.items():
        named = re.findall(r"(?:path|file|directory): ([.]\S+)", path.read_text())
        named += re.findall(r"-r ([.]\S+)", path.read_text())
        assert [name for name in named if not (path.parent / name).exists()] == []
        for job in file["resources"].get("jobs", {}).values():
            projects = [task["dbt_task"]["project_directory"] for task in job["tasks"] if "dbt_task" in task]
            assert all((path.parent / project / "dbt_project.yml").is_file() for project in projects)
    assert all((ROOT / path).is_dir() for path in BUNDLE["sync"]["exclude"])


def test_the_connector_is_off_until_it_is_included():
    name = "pipelines/lakeflow_connect.yml"
    assert name not in BUNDLE["include"]
    file = yaml.safe_load((ROOT / name).read_text())
    assert list(file["targets"]) == ["prod"]
    added = file["targets"]["prod"]["resources"]
    before = resources("prod")
    for kind, made in added.items():
        assert not set(made) & {key for known in before.values() for key in known}
        for resource in made.values():
            assert KINDS[kind].from_dict(resolved(resource, "prod"))
    known = KNOWN | {f"var.{name}" for name in BUNDLE["variables"]}
    known |= {"resources.schemas.lakeflow.name", "resources.pipelines.dynamics_365.id"}
    assert {found for text in strings(file) for found in re.findall(r"\$\{([^}]+)\}", text)} <= known
    # the tables that the pipeline loads otherwise, with a history of their versions
    landed = added["pipelines"]["dynamics_365"]["ingestion_definition"]
    loaded = resolved("${var.tables}", "prod").split(",")
    assert [item["table"]["source_table"] for item in landed["objects"]] == loaded
    assert landed["table_configuration"] == {"scd_type": "SCD_TYPE_2"}
    assert added["schemas"]["lakeflow"]["lifecycle"] == {"prevent_destroy": True}
    for where in ("databricks.yml", "docs/databricks.md"):
        assert name in (ROOT / where).read_text()


@pytest.mark.parametrize("target", TARGETS)
def test_tasks_run_in_order_with_a_time_limit_and_without_retries(target):
    for job in resources(target)["jobs"].values():
        assert job["queue"] == {"enabled": False}
        assert job["max_concurrent_runs"] == 1
        seen = set()
        for task in job["tasks"]:
            assert {after["task_key"] for after in task.get("depends_on", [])} <= seen
            seen.add(task["task_key"])
            assert 0 < task["timeout_seconds"] <= job["timeout_seconds"]
            if "dbt_task" in task:
                assert (task["max_retries"], task["disable_auto_optimization"]) == (0, True)
        environments = {made["environment_key"] for made in job.get("environments", [])}
        assert {task["environment_key"] for task in job["tasks"] if "environment_key" in task} == environments


def test_only_production_runs_on_a_schedule():
    for target in TARGETS:
        found = resolved(resources(target), target)
        starts = [job.get("schedule") for job in found["jobs"].values()]
        starts += [alert["schedule"] for alert in found["alerts"].values()]
        said = {start["pause_status"] for start in starts if start}
        assert said == {"UNPAUSED" if target == "prod" else "PAUSED"}
    assert resolved(resources("prod"), "prod")["jobs"]["on_arrival"]["trigger"]["pause_status"] == "PAUSED"


def test_only_targets_with_their_own_bronze_load_it_by_pipeline_or_job():
    for target in TARGETS:
        own = not resolved("${var.bronze_catalog}", target)
        found = tasks(target)
        ways = {"bronze": "true", "bronze_job": "false"}
        assert {key for key in found if key.startswith("bronze")} == ({"bronze_by", *ways} if own else set())
        for key in ("freshness", "dbt_build"):
            assert [after["task_key"] for after in found[key].get("depends_on", [])] == (list(ways) if own else [])
            # a task that was left out is no success
            assert found[key].get("run_if") == ("NONE_FAILED" if own else None)
        for key, outcome in ways.items() if own else ():
            assert found[key]["depends_on"] == [{"task_key": "bronze_by", "outcome": outcome}]


def test_the_job_gets_what_it_asks_for():
    given = tasks("prod")["bronze_job"]["spark_python_task"]["parameters"]
    asked = re.findall(r'"([-a-z]+)"', (ROOT / "pipelines" / "bronze_job.py").read_text())
    assert {text.partition("=")[0].removeprefix("--") for text in given} == {name.removeprefix("--") for name in asked}


def test_every_dbt_command_runs_with_what_a_job_has(tmp_path, monkeypatch):
    project = Project(tmp_path)
    project.write_export()
    project.write_finance()
    project.build(without=("path:models/handover",))
    # what is synced to the workspace
    root = tmp_path / "root"
    left_out = shutil.ignore_patterns(".*", "target", "logs", "sample")
    shutil.copytree(ROOT, root, ignore=left_out)
    for path in BUNDLE["sync"]["exclude"]:
        shutil.rmtree(root / path, ignore_errors=True)
    now = datetime.now(UTC)
    sent = {}
    every = commands("prod")
    # the same models as dbt_build
    assert [word for word in every.pop("rebuild") if word != "--full-refresh"] == every["dbt_build"]
    for task, words in every.items():
        here = [word.replace('"catalog": "customer_360"', '"catalog": "spark_catalog"') for word in words]
        answer = (lambda _: (["max_loaded_at", "snapshotted_at"], [(now, now)])) if task == "freshness" else None
        with no_connection(project.database, False, answer) as sent[task]:
            for name in ENVIRONMENT:
                monkeypatch.delenv(name)
            monkeypatch.setenv("DBT_HOST", "adb-123.4.azuredatabricks.net")
            monkeypatch.setenv("DBT_ACCESS_TOKEN", "offline")
            invoke(root, tmp_path, "--no-populate-cache", *here)
    assert set(sent) == {"freshness", "dbt_build", "hand_over", "tidy_handover"}
    for task in ("dbt_build", "hand_over"):
        assert any(name.startswith("test.") for name in sent[task])
        models = {name: texts for name, texts in sent[task].items() if name.startswith("model.")}
        assert models
        assert all("`spark_catalog`." in "".join(texts) or "spark.table" in "".join(texts) for texts in models.values())
    assert not {name for name in sent["dbt_build"] if ".handover_" in name}


def nodes_of(target: str, tmp_path: Path) -> list:
    """dbt's nodes with the variables that a target's job sets."""
    project = Project(tmp_path)
    project.write_export()
    project.write_finance()
    project.build("--select", "+customer_current")
    words = commands(target)["dbt_build"]
    given = words[words.index("--vars") + 1]
    return compiled(ROOT, tmp_path, project.database, False, "--vars", given, "--select", "customer_current",
                    "stg_dataverse__customer", "handover_customer", "customers_snapshot", "rpt_credit_use")  # fmt: skip


@pytest.mark.parametrize(("target", "catalog", "prefix", "bronze"), [
    ("dev", "customer_360_dev", "dev_alice_ash_", "customer_360"),
    ("test", "customer_360_test", "", "customer_360_test"),
    ("prod", "customer_360", "", "customer_360"),
])  # fmt: skip
def test_targets_keep_out_of_each_others_way(target, catalog, prefix, bronze, tmp_path):
    """Each has schemas and jobs of its own; bundle and dbt give the schemas the same names."""
    nodes = {node.name: node for node in nodes_of(target, tmp_path) if node.resource_type in ("model", "snapshot")}
    # in the mode `development` the CLI puts the prefix before the bundle's schemas
    assert (BUNDLE["targets"][target]["mode"] == "development") == bool(prefix)
    made = {f"{prefix}{schema['name']}" for schema in resources(target)["schemas"].values()}
    assert {node.schema for node in nodes.values()} <= made
    assert {node.database for node in nodes.values()} == {catalog}
    assert f"from `{bronze}`.`bronze`.`crc33_customer`" in nodes["stg_dataverse__customer"].compiled_code
    python = nodes["customer_current"].to_dict()
    parsed = ParsedPythonModel(**{**python, "catalog": python["database"], "identifier": python["alias"]})
    job, _ = PythonWorkflowConfigCompiler.create(parsed).compile("/Workspace/somewhere/customer_current")
    assert job["name"] == f"dbt__{catalog}-{prefix}silver-customer_current"
    assert job["tags"] == {"project": "customer_360", "target": target, "cost_center": "customer_360"}
    assert parsed.config.timeout == job["timeout_seconds"] == 1800
    # neither a cluster nor a package: the job is serverless and runs the code of the model alone
    assert not {"new_cluster", "existing_cluster_id"} & set(Job.from_dict(job).tasks[0].as_dict())
    assert "python_helpers" not in python["compiled_code"]


def test_nothing_on_databricks_depends_on_a_wheel():
    assert not [text for text in strings([BUNDLE, *FILES.values()]) if "whl" in text or "wheel" in text]
    assert "artifacts" not in BUNDLE
    imported = {name.partition(".")[0] for path in ROOT.glob("models/**/*.py") for name in imports(path)}
    assert imported == set()


def imports(path: Path) -> set[str]:
    """The modules that a file imports when it is imported itself."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
    return found


def test_pipeline_imports_are_in_the_project_or_declared():
    waiting, seen = [ROOT / "pipelines" / "bronze.py"], set()
    while waiting:
        for name in imports(waiting.pop()) - seen:
            seen.add(name)
            file = ROOT / f"{name.replace('.', '/')}.py"
            waiting += [file] if file.exists() else []
    outside = {name.partition(".")[0] for name in seen} - set(sys.stdlib_module_names)
    # Databricks' runtime has Spark, pandas, numpy and pyarrow
    declared = {"yaml": "pyyaml"}
    assert outside - {"numpy", "pyarrow", "pyspark", "python_helpers"} == set(declared)
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["duckdb"]
    needed = resources("prod")["pipelines"]["bronze"]["environment"]["dependencies"]
    assert {Requirement(text).name for text in needed} == set(declared.values())
    assert set(needed) <= set(pinned)


def test_jobs_install_the_versions_of_the_project_and_no_others():
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    lines = [line for line in (ROOT / "resources" / "requirements.txt").read_text().splitlines() if line[0] != "#"]
    assert lines[0] == "-c ../constraints.txt"
    assert set(lines[1:]) <= set(named["duckdb"] + named["databricks"])
    for job in resources("prod")["jobs"].values():
        for environment in job.get("environments", []):
            assert environment["spec"]["dependencies"] == ["-r ./requirements.txt"]
    constraints = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line]
    pinned = {canonicalize_name(Requirement(line).name) for line in constraints}
    waiting, seen = [Requirement(line) for line in lines[1:]], set()
    while waiting:
        needed = waiting.pop()
        name = canonicalize_name(needed.name)
        if name in seen or (needed.marker and not needed.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        waiting += map(Requirement, metadata.requires(name) or [])
    assert len(seen) > 30
    assert seen - pinned == set(), "these would come in any version"


def test_alerts_query_every_table_in_shared_sql():
    loaded = resolved("${var.tables}", "prod").split(",")
    alerts = resources("prod")["alerts"]
    assert re.findall(r"bronze[.](\w+)", alerts["no_new_rows"]["query_text"]) == loaded
    assert_none_side_by_side((name, alert["query_text"]) for name, alert in alerts.items())


def test_only_external_tables_are_tidied_and_their_files_stay_for_thirty_days(tmp_path):
    project = Project(tmp_path)
    project.write_export()
    project.write_finance()
    project.build()
    sent = {}
    for where in ("", "abfss://gold@contosolake.dfs.core.windows.net/handover"):
        with no_connection(project.database, True, lambda _: ([], [])) as statements:
            invoke(ROOT, tmp_path, "run-operation", "tidy_handover", "--vars", f"handover_location: '{where}'")
        sent[where] = sorted(text.strip() for texts in statements.values() for text in texts)
    managed, external = sent.values()
    assert managed == []
    assert len(external) == 2 * len(list(ROOT.glob("models/handover/*.sql")))
    assert external[0] == "optimize `spark_catalog`.`handover`.`aliasmapping`"
    assert external[-1] == "vacuum `spark_catalog`.`handover`.`nevermatch` retain 720 hours"


def test_readers_get_grants_by_layer(tmp_path):
    """Without the var readers dbt grants nothing, because the bundle grants schemas."""
    project = Project(tmp_path)
    project.write_export()
    project.write_finance()
    project.build()
    granted = {}
    for readers in ("{}", "{gold: [analysts], silver: [stewards]}"):
        with no_connection(project.database, tables_exist=False) as sent:
            invoke(ROOT, tmp_path, "run", "--select", "accounts", "match_blocks", "--no-populate-cache",
                   "--vars", f"readers: {readers}")  # fmt: skip
        granted[readers] = sorted(text.strip() for texts in sent.values() for text in texts if "grant" in text)
    without, given = granted.values()
    assert without == []
    assert [text.splitlines()[-1].strip() for text in given] == [
        "grant select on `spark_catalog`.`gold`.`accounts` to `analysts`",
        "grant select on `spark_catalog`.`silver`.`match_blocks` to `stewards`",
    ]


def test_no_file_holds_a_secret():
    texts = strings([BUNDLE, *FILES.values()])
    assert not [text for text in texts if re.search(r"dapi[0-9a-f]{8}|[A-Za-z0-9+/]{40,}|password|secret", text, re.I)]


def test_the_workflow_logs_in_without_a_secret():
    text = (ROOT / ".github" / "workflows" / "databricks.yml").read_text()
    workflow = yaml.safe_load(text)
    assert "secrets." not in text
    assert workflow["permissions"]["id-token"] == "write"
    assert workflow["env"]["DATABRICKS_AUTH_TYPE"] == "github-oidc"
    # a pull request can change what runs, so it doesn't get the identity that owns production
    identities = {name: job["env"]["DATABRICKS_CLIENT_ID"] for name, job in workflow["jobs"].items()}
    assert len(set(identities.values())) == len(identities)
    steps = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in workflow["jobs"].items()}
    assert steps["deploy"] == ["databricks bundle deploy --target prod"]
    assert workflow["jobs"]["deploy"]["environment"] == "prod"
    assert all(command.startswith("databricks bundle validate ") for command in steps["validate"])
    # yaml reads `on` as true
    assert workflow[True] == {"pull_request": None, "push": {"tags": ["v*"]}}
    page = (ROOT / "docs" / "databricks.md").read_text()
    named = set(re.findall(r"vars[.](\w+)", text))
    assert not [name for name in named if f"`{name}`" not in page]


def test_the_page_names_what_each_company_must_set():
    page = (ROOT / "docs" / "databricks.md").read_text()
    own = (ROOT / "databricks.yml").read_text().split("of these here.")[1].split("# These have values")[0]
    names = re.findall(r"^  (\w+):$", own, re.M)
    assert len(names) > 5
    assert not [name for name in names if f"`{name}`" not in page]


def test_only_production_hands_over_to_the_lake():
    for target in TARGETS:
        where = resolved("${var.handover_location}", target)
        handover = BUNDLE["variables"]["handover"]["default"]
        assert where == (handover if target == "prod" else "")
    assert BUNDLE["targets"]["prod"]["variables"]["handover_location"] == "${var.handover}"
