"""The AI/BI dashboard's file is what is written of it, and its widgets are of the form that workspaces export."""

import json
import re
from itertools import product

from support.offline import ROOT

from python_helpers.dashboard.aibi import COLUMNS, FILE, text

DASHBOARD = json.loads((ROOT / FILE).read_text("utf-8"))
VERSIONS = {"counter": 2, "table": 2, "bar": 3, "area": 3, "heatmap": 3}


def widgets() -> list[dict]:
    return [item["widget"] for page in DASHBOARD["pages"] for item in page["layout"]]


def fields_of(encoding) -> list[str]:
    """The fields that an encoding names, at any depth."""
    if isinstance(encoding, list):
        return [name for item in encoding for name in fields_of(item)]
    if not isinstance(encoding, dict):
        return []
    own = [encoding["fieldName"]] if "fieldName" in encoding else []
    return own + fields_of(list(encoding.values()))


def test_the_file_is_what_the_helper_writes():
    assert (ROOT / FILE).read_text("utf-8") == text(), "run `make generated` and look at what git shows"


def test_names_are_unique():
    for things in (DASHBOARD["datasets"], DASHBOARD["pages"], widgets()):
        names = [thing["name"] for thing in things]
        assert len(names) == len(set(names)) > 5
        assert all(re.fullmatch(r"[\w-]{1,60}", name) for name in names)


def test_each_widget_shows_the_fields_of_its_query():
    datasets = {dataset["name"] for dataset in DASHBOARD["datasets"]}
    shown = set()
    for widget in widgets():
        if "multilineTextboxSpec" in widget:
            assert widget.keys() == {"name", "multilineTextboxSpec"}
            continue
        spec, (query,) = widget["spec"], (query["query"] for query in widget["queries"])
        assert spec["version"] == VERSIONS[spec["widgetType"]]
        assert spec["frame"]["showTitle"]
        assert spec["frame"]["title"]
        asked = [field["name"] for field in query["fields"]]
        assert [field["expression"] for field in query["fields"]] == [f"`{name}`" for name in asked]
        assert sorted(fields_of(spec["encodings"])) == sorted(asked)
        shown.add(query["datasetName"])
    assert shown == datasets


def test_widgets_fill_the_grid_and_do_not_overlap():
    for page in DASHBOARD["pages"]:
        cells = [
            cell
            for at in (item["position"] for item in page["layout"])
            for cell in product(range(at["x"], at["x"] + at["width"]), range(at["y"], at["y"] + at["height"]))
        ]
        height = max(y for _, y in cells) + 1
        assert sorted(cells) == list(product(range(COLUMNS), range(height))), page["name"]


def test_queries_leave_the_catalog_to_the_bundle():
    for dataset in DASHBOARD["datasets"]:
        query = "".join(dataset["queryLines"])
        assert all(line.endswith("\n") for line in dataset["queryLines"][:-1])
        assert re.findall(r"\b(?:bronze|silver|gold|snapshots|reports)[.]\w+", query), dataset["name"]
        assert not re.search(r"[.](?:bronze|silver|gold|snapshots|reports)[.]|[$:]\w", query), dataset["name"]
