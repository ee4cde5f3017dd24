"""Writes dbt's docs as one page in which each table of gold says where its columns come from."""

import json
from pathlib import Path

from python_helpers.project.lineage import Lineage

LAYERS = ("gold", "hand-over", "reports")
MOST_SHOWN = 6


def write(target: Path) -> Path:
    """Writes ``static_index.html`` from what ``dbt docs generate`` left in ``target``, and returns its path."""
    page = (target / "index.html").read_text("utf-8")
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    catalog = (target / "catalog.json").read_text("utf-8")
    describe_snapshots(manifest)
    add_lineage(manifest)
    # a graph with all of them hides the models
    manifest["unit_tests"] = {}
    page = page.replace('"MANIFEST.JSON INLINE DATA"', json.dumps(manifest))
    page = page.replace('"CATALOG.JSON INLINE DATA"', catalog)
    path = target / "static_index.html"
    path.write_text(page, "utf-8")
    return path


def describe_snapshots(manifest: dict) -> None:
    """Describes the columns that a snapshot's own ``.yml`` leaves out as the model does whose history it is."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "snapshot":
            (model,) = node["depends_on"]["nodes"]
            node["columns"] = {**manifest["nodes"][model]["columns"], **node["columns"]}


def add_lineage(manifest: dict, project: Path = Path()) -> None:
    """Adds to the description of each table that people use where its columns come from."""
    lineage = Lineage(manifest, project)
    for table, node in lineage.nodes.items():
        names = list(lineage.columns[table].values())
        steps = [lineage.step(table, name) for name in names]
        if not steps or steps[0].layer not in LAYERS:
            continue
        lines = ["", "", "### Where its columns come from", "", "| column | columns of the export | made in |"]
        lines.append("|---|---|---|")
        for step in steps:
            origins = lineage.origins(table, step.column)
            shown = ", ".join(f"`{origin}`" for origin in origins[:MOST_SHOWN]) or "worked out"
            more = f" and {len(origins) - MOST_SHOWN} more" if len(origins) > MOST_SHOWN else ""
            lines.append(f"| {step.column} | {shown}{more} | {step.file}:{step.line} |")
        node["description"] += "\n".join([*lines, "", f"Each step: `c360 where {table}.{names[0]}`."])
