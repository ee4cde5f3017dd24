"""Writes the data dictionary from what the project's .yml files say of models and columns."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

PAGE = Path("docs", "data-dictionary.md")


def dictionary(manifest: dict) -> str:
    """The page, as Markdown, from dbt's manifest: gold with its columns, and the tables of the other layers."""
    nodes = sorted(manifest["nodes"].values(), key=lambda node: node["alias"])
    tables = {schema: [_table(node, manifest) for node in nodes if _is_in(node, schema)] for schema in _SCHEMAS}
    page = Environment(
        loader=PackageLoader("python_helpers.project"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return page.get_template("dictionary.md.jinja").render(**tables)


_SCHEMAS = ("gold", "reports", "silver", "snapshots")


def _is_in(node: dict, schema: str) -> bool:
    return node["resource_type"] in ("model", "snapshot") and node["schema"] == schema


def _table(node: dict, manifest: dict) -> dict:
    parents = [manifest["nodes"].get(parent) or manifest["sources"][parent] for parent in node["depends_on"]["nodes"]]
    return {
        "name": node["alias"],
        "description": _line(node["description"]),
        "parents": sorted({f"{parent['schema']}.{parent.get('alias') or parent['name']}" for parent in parents}),
        "file": node["original_file_path"],
        "columns": [
            {
                "name": column["name"],
                "type": column["data_type"],
                "description": _line(column["description"]),
                "is_personal": column["config"].get("databricks_tags", {}).get("personal_data") == "true",
            }
            for column in node["columns"].values()
        ],
    }


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
