"""The AI/BI dashboard that the Databricks bundle deploys: what the local dashboard shows without personal data.

``make generated`` writes it. Edit spec.py, not the dashboard in a workspace, because a deployment replaces that.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from python_helpers.dashboard import spec
from python_helpers.dashboard.spec import SECTIONS, Counter, Part, Section, query

FILE = Path("resources/customer_360.lvdash.json")
COLUMNS = 6
COUNTERS_IN_A_ROW = 3
# the height of each kind, and those that take the whole width
HEIGHTS = {spec.SHARES: 9, spec.HEATMAP: 9, spec.REASONS: 8}
WIDE = (spec.TABLE, spec.HEATMAP, spec.SHARES, spec.REASONS)
FORMS = {
    "count": {"type": "number-plain", "abbreviation": "none", "decimalPlaces": {"type": "max", "places": 0}},
    "money": {"type": "number-plain", "abbreviation": "compact", "decimalPlaces": {"type": "max", "places": 1}},
    "share": {"type": "number-percent", "decimalPlaces": {"type": "max", "places": 1}},
}


def queries() -> dict[str, str]:
    """The query of each dataset, by its name."""
    orders = {part.report: part.order for section in SECTIONS for part in _parts(section)}
    orders |= {counter.report: "" for section in SECTIONS for counter in section.counters}
    return {report: query(report, order) for report, order in orders.items()}


def text() -> str:
    """The file."""
    datasets = [
        {
            "name": name,
            "displayName": name.replace("_", " ").capitalize(),
            "queryLines": sql.splitlines(keepends=True),
        }
        for name, sql in queries().items()
    ]
    pages = [_page(section) for section in SECTIONS]
    return json.dumps({"datasets": datasets, "pages": pages}, indent=2, ensure_ascii=False) + "\n"


def _parts(section: Section) -> list[Part]:
    return [part for part in section.parts if part.only in ("", "aibi")]


def _page(section: Section) -> dict:
    """A page of rows, from the top down, each of widgets that share the width."""
    heading = {"multilineTextboxSpec": {"lines": [f"## {section.title}\n", "\n", section.text]}}
    layout, top = [], 0
    for height, widgets in [(2, [heading]), *_rows(section)]:
        width = COLUMNS // len(widgets)
        for place, widget in enumerate(widgets):
            position = {"x": place * width, "y": top, "width": width, "height": height}
            layout.append({"widget": {"name": f"{section.name}_{len(layout)}", **widget}, "position": position})
        top += height
    return {"name": section.name, "displayName": section.title, "layout": layout, "pageType": "PAGE_TYPE_CANVAS"}


def _rows(section: Section) -> Iterator[tuple[int, list[dict]]]:
    """The height and the widgets of each row: counters, then charts, two side by side where they are narrow."""
    for first in range(0, len(section.counters), COUNTERS_IN_A_ROW):
        yield 2, [_counter(counter) for counter in section.counters[first : first + COUNTERS_IN_A_ROW]]
    waiting = _parts(section)
    while waiting:
        pair = len(waiting) > 1 and not any(part.kind in WIDE for part in waiting[:2])
        row, waiting = waiting[: 1 + pair], waiting[1 + pair :]
        yield max(HEIGHTS.get(part.kind, 7) for part in row), [KINDS[part.kind](part) for part in row]


def _counter(counter: Counter) -> dict:
    value = {"fieldName": counter.column, "displayName": counter.title, "format": FORMS[counter.form]}
    return _widget(counter, "counter", 2, [counter.column], {"value": value})


def _over_time(part: Part, kind: str) -> dict:
    encodings = {"x": _axis(part, part.category, "temporal"), "y": _axis(part, part.number, "quantitative")}
    return _widget(part, kind, 3, [part.category, part.number], encodings)


def _bars(part: Part, is_ranked: bool) -> dict:
    """A bar for each category, from the largest down, or by name."""
    encodings = {
        "x": {**_axis(part, part.number, "quantitative"), "format": FORMS["money"]},
        "y": _axis(part, part.category, "categorical", {"sort": {"by": "x-reversed"}} if is_ranked else {}),
        "label": {"show": True},
    }
    return _widget(part, "bar", 3, [part.category, part.number], encodings)


def _shares(part: Part) -> dict:
    """A bar of 100 % for each category."""
    fields = [{"fieldName": name, "displayName": part.columns[name]} for name in part.parts]
    encodings = {
        "x": {"fields": fields, "scale": {"type": "quantitative"}},
        "y": _axis(part, part.category, "categorical"),
    }
    return _widget(part, "bar", 3, [part.category, *part.parts], encodings, mark={"layout": "stack-100"})


def _heatmap(part: Part) -> dict:
    name, other, _, share = part.columns
    encodings = {
        "x": _axis(part, other, "categorical"),
        "y": _axis(part, name, "categorical"),
        "color": {**_axis(part, share, "quantitative"), "format": FORMS["share"]},
    }
    return _widget(part, "heatmap", 3, [other, name, share], encodings)


def _table(part: Part) -> dict:
    columns = {name: heading for name, heading in part.columns.items() if name not in part.page_columns}
    shown = [
        {
            "fieldName": name,
            "displayName": heading,
            **({"format": FORMS[part.forms[name]]} if name in part.forms else {}),
        }
        for name, heading in columns.items()
    ]
    return _widget(part, "table", 2, list(columns), {"columns": shown})


def _axis(part: Part, name: str, scale: str, more: dict | None = None) -> dict:
    return {"fieldName": name, "displayName": part.columns[name], "scale": {"type": scale, **(more or {})}}


def _widget(part: Part | Counter, kind: str, version: int, columns: list[str], encodings: dict, **more: object) -> dict:
    frame = {"showTitle": True, "title": part.title, "showDescription": bool(part.text), "description": part.text}
    query = {
        "datasetName": part.report,
        "fields": [{"name": name, "expression": f"`{name}`"} for name in columns],
        "disaggregated": True,
    }
    return {
        "queries": [{"name": "main_query", "query": query}],
        "spec": {"version": version, "widgetType": kind, "encodings": encodings, "frame": frame, **more},
    }


KINDS = {
    spec.AREA: lambda part: _over_time(part, "area"),
    spec.QUARTERS: lambda part: _over_time(part, "bar"),
    spec.RANKING: lambda part: _bars(part, is_ranked=True),
    spec.BANDS: lambda part: _bars(part, is_ranked=False),
    spec.LEVELS: lambda part: _bars(part, is_ranked=False),
    spec.SHARES: _shares,
    spec.HEATMAP: _heatmap,
    spec.REASONS: _table,
    spec.TABLE: _table,
}


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(FILE)
