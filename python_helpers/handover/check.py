"""Checks a folder of Delta tables, or a Common Data Model folder, against what Customer Insights accepts.

Whoever wrote the folder: Databricks, Spark, delta-rs, a dataflow.
"""

from datetime import UTC, datetime

from python_helpers.export.lake import Folder
from python_helpers.handover.check_cdm import check_manifest
from python_helpers.handover.check_delta import check_delta
from python_helpers.handover.findings import Findings


def check_folder(folder: Folder, keys: dict[str, str] | None = None, now: datetime | None = None) -> Findings:
    """Checks all that the folder holds. ``keys`` names the key columns of tables that aren't ours."""
    findings = Findings(folder, keys or {})
    names = folder.listed("")
    if not names:
        findings.violated("", "folder", "it is empty, or doesn't exist")
        return findings
    described = [name for name in names if name.endswith(".manifest.cdm.json")] or [
        name for name in names if name == "model.json"
    ]
    if described:
        findings.form = "Common Data Model"
        findings.check_folder_name()
        for name in described:
            check_manifest(findings, name)
        return findings
    findings.form = "Delta"
    if "_delta_log" in names:
        findings.violated("", "folder", "it is a Delta table itself, not the folder of tables")
        return findings
    findings.check_folder_name()
    for name in names:
        if folder.exists(f"{name}/_delta_log"):
            check_delta(findings, name, now or datetime.now(UTC))
        elif deeper := folder.found(f"{name}/**/_delta_log"):
            findings.violated(name, "folder", f"{deeper[0].removesuffix('/_delta_log')} lies too deep")
    if not findings.tables and not findings.violations:
        findings.violated("", "folder", "there is no Delta table and no manifest in it")
    return findings
