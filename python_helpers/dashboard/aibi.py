"""The AI/BI dashboard that the Databricks bundle deploys: what the local dashboard tells without personal data.

``make generated`` writes it. Edit this file, not the dashboard in a workspace, because a deployment replaces that.
"""

import json
from pathlib import Path

from python_helpers.dashboard.spec import SHARED, SMALL_GROUP, accounts

FILE = Path("resources/customer_360.lvdash.json")
COLUMNS = 6
COUNT = {"type": "number-plain", "abbreviation": "none", "decimalPlaces": {"type": "max", "places": 0}}
AMOUNT = {"type": "number-plain", "abbreviation": "compact", "decimalPlaces": {"type": "max", "places": 1}}
SHARE = {"type": "number-percent", "decimalPlaces": {"type": "max", "places": 1}}
ALL_CUSTOMERS = {"customers": "Customers"}


def queries(project: Path = Path()) -> dict[str, tuple[str, str]]:
    """The title and the query of each dataset. Groups of fewer than SMALL_GROUP customers tell no amounts or places."""
    found = {**SHARED, "accounts": ("Rows and freshness", accounts(project))}
    return {name: (title, sql.replace("$smallest", str(SMALL_GROUP)).strip()) for name, (title, sql) in found.items()}


def text(project: Path = Path()) -> str:
    """The file."""
    datasets = [
        {"name": name, "displayName": title, "queryLines": sql.splitlines(keepends=True)}
        for name, (title, sql) in queries(project).items()
    ]
    pages = [
        _page(
            "customers",
            "Customers",
            "Who they are, since when, and where.",
            (2, [_counter("headline", "customers", "Customers", "Profiles in gold.customers."),
                 _counter("headline", "new_customers", "New customers", "Created in the last 12 months."),
                 _counter("headline", "reachable", "Open to e-mail", "Have an address, and no record says no.")]),
            (2, [_counter("headline", "completeness", "Profiles filled", "Of all attributes, on average.", SHARE),
                 _counter("headline", "buyers", "Buyers", "Customers with an order that was not cancelled."),
                 _counter("headline", "revenue", "Revenue", "What those orders cost, in the base currency.", AMOUNT)]),
            (6, [_over_time("growth", "area", "Customers over time", "Today's customers, by when they were created.",
                            "month", "Month", "customers", "Customers"),
                 _over_time("new_customers", "bar", "New customers", "In each quarter; the last one may not be over.",
                            "quarter", "Quarter", "customers", "New customers")]),
            (7, [_bars("countries", "Customers by country", f"The 15 largest, from {SMALL_GROUP} customers on.",
                       "country", "Country", ALL_CUSTOMERS),
                 _bars("ages", "Customers by age", "Age in full years on the day of the build.",
                       "age_band", "Age", ALL_CUSTOMERS, ranked=False)]),
            (5, [_shares("consents", "What customers agreed to", "One record of a customer that says no is enough.",
                         "name", "Channel", {"allowed": "Yes", "refused": "No", "unknown": "No record says"})]),
        ),
        _page(
            "segments",
            "Segments",
            "Groups of customers by the rules in seeds/segment_rules.csv.",
            (8, [_bars("segments", "Size of each segment", "A customer can be in several.",
                       "name", "Segment", ALL_CUSTOMERS),
                 _table("changes", "Joined and left", "In the last build in which any segment changed.",
                        {"name": "Segment", "new_members": "Joined", "gone": "Left", "changed_at": "When (UTC)"})]),
            (9, [_heatmap("overlap", "Which segments overlap",
                          "Of the customers in the segment at the left, the share that is also in the one below.",
                          "other_name", "are also in", "name", "Of the customers in", "share", "Share")]),
            (6, [_bars("rfm", "Customers by how recently, how often and for how much they buy", "",
                       "rfm_group", "Group", ALL_CUSTOMERS),
                 _bars("rfm", "What each group brought", "Orders that were not cancelled, in the base currency.",
                       "rfm_group", "Group", {"revenue": "Revenue"})]),
        ),
        _page(
            "finance",
            "Finance",
            "Amounts are yearly, and stay in their own currency: nothing is converted or added up across currencies.",
            (6, [_table("currencies", "By currency",
                        f"Medians: half of the customers have less. Currencies of {SMALL_GROUP} customers or more.",
                        {"currency": "Currency", "customers": "Customers", "median_income": "Median income",
                         "median_spend": "Median spend", "total_spend": "All spend",
                         "median_credit_use": "Median credit use", "over_limit": "Over their limit"},
                        {"median_income": AMOUNT, "median_spend": AMOUNT, "total_spend": AMOUNT,
                         "median_credit_use": SHARE})]),
            (6, [_bars("credit_use", "How much of their credit limit customers use",
                       "Yearly spend in % of the credit limit, of customers that have both.",
                       "credit_use", "% of the credit limit", ALL_CUSTOMERS, ranked=False)]),
        ),
        _page(
            "quality",
            "Data quality",
            "How complete the profiles are, and what the export had wrong.",
            (9, [_shares("completeness", "How complete each attribute is",
                         "Where sources disagree, the best value by the rules in seeds/survivorship.csv counts.",
                         "name", "Attribute",
                         {"agreed": "Filled", "disputed": "Filled, sources disagree", "missing": "Missing"})]),
            (8, [_table("rejected", "Values that could not be used",
                        "They are empty in the profile, and kept with their reason in silver.rejected_rows.",
                        {"table_name": "Table", "column_name": "Column", "reason": "Why", "rejects": "Values"})]),
        ),
        _page(
            "identity",
            "Who is who",
            "How many records became how many people, and why.",
            (2, [_counter("identities", "records", "Records of people", "In all sources but the finance file."),
                 _counter("identities", "customers", "Customers", "The people that they are."),
                 _counter("identities", "reviews", "Pairs to look at",
                          "May be one person: decide in seeds/match_overrides.csv.")]),
            (2, [_counter("identities", "deleted", "Deleted records", "Deleted in Dynamics 365."),
                 _counter("identities", "finance_records", "Customer numbers", "Of the finance file, with a customer."),
                 _counter("identities", "finance_alone", "Finance records of nobody",
                          "Their customer number belongs to no live customer.")]),
            (7, [_bars("records", "Records that each customer has", "Live records in Dynamics 365.",
                       "records", "Records", ALL_CUSTOMERS, ranked=False),
                 _bars("rules", "Why records were joined",
                       "The rule by which a record was joined to another one of its customer.",
                       "rule", "Rule", {"records": "Records"})]),
        ),
        _page(
            "flow",
            "From the export to the profiles",
            "Each exported row is in bronze, and one of four things in silver.",
            (7, [_shares("accounts", "What became of the exported rows", "By table, as a share of its rows.",
                         "name", "Table", {"current": "Current", "superseded": "Replaced by a later version",
                                           "deleted": "Deleted", "rejected": "Rejected"})]),
            (8, [_table("accounts", "Rows and freshness",
                        "Exported = current + replaced + deleted + rejected. Times are UTC.",
                        {"name": "Table", "exported": "Exported", "current": "Current", "superseded": "Replaced",
                         "deleted": "Deleted", "rejected": "Rejected", "changed_at": "Latest change",
                         "loaded_at": "Loaded"})]),
        ),
    ]  # fmt: skip
    return json.dumps({"datasets": datasets, "pages": pages}, indent=2, ensure_ascii=False) + "\n"


def _page(name: str, title: str, told: str, *rows: tuple[int, list[dict]]) -> dict:
    """A page of rows, from the top down: the height of each, and its widgets, which share the width."""
    heading = {"multilineTextboxSpec": {"lines": [f"## {title}\n", "\n", told]}}
    layout, top = [], 0
    for height, widgets in [(2, [heading]), *rows]:
        width = COLUMNS // len(widgets)
        for place, widget in enumerate(widgets):
            position = {"x": place * width, "y": top, "width": width, "height": height}
            layout.append({"widget": {"name": f"{name}_{len(layout)}", **widget}, "position": position})
        top += height
    return {"name": name, "displayName": title, "layout": layout, "pageType": "PAGE_TYPE_CANVAS"}


def _widget(
    dataset: str, kind: str, version: int, title: str, told: str, fields: list[str], encodings: dict, **more: object
) -> dict:
    frame = {"showTitle": True, "title": title, "showDescription": bool(told), "description": told}
    query = {
        "datasetName": dataset,
        "fields": [{"name": field, "expression": f"`{field}`"} for field in fields],
        "disaggregated": True,
    }
    return {
        "queries": [{"name": "main_query", "query": query}],
        "spec": {"version": version, "widgetType": kind, "encodings": encodings, "frame": frame, **more},
    }


def _counter(dataset: str, field: str, title: str, told: str, form: dict = COUNT) -> dict:
    value = {"fieldName": field, "displayName": title, "format": form}
    return _widget(dataset, "counter", 2, title, told, [field], {"value": value})


def _over_time(
    dataset: str, kind: str, title: str, told: str, time: str, time_label: str, field: str, label: str
) -> dict:
    encodings = {"x": _axis(time, time_label, "temporal"), "y": _axis(field, label, "quantitative")}
    return _widget(dataset, kind, 3, title, told, [time, field], encodings)


def _bars(
    dataset: str,
    title: str,
    told: str,
    category: str,
    category_label: str,
    value: dict[str, str],
    ranked: bool = True,
) -> dict:
    """A bar for each category, from the largest down, or by name."""
    ((field, label),) = value.items()
    encodings = {
        "x": {**_axis(field, label, "quantitative"), "format": AMOUNT},
        "y": _axis(category, category_label, "categorical", {"sort": {"by": "x-reversed"}} if ranked else {}),
        "label": {"show": True},
    }
    return _widget(dataset, "bar", 3, title, told, [category, field], encodings)


def _shares(dataset: str, title: str, told: str, category: str, category_label: str, values: dict[str, str]) -> dict:
    """A bar of 100 % for each category."""
    fields = [{"fieldName": field, "displayName": label} for field, label in values.items()]
    encodings = {
        "x": {"fields": fields, "scale": {"type": "quantitative"}},
        "y": _axis(category, category_label, "categorical"),
    }
    return _widget(dataset, "bar", 3, title, told, [category, *values], encodings, mark={"layout": "stack-100"})


def _heatmap(dataset: str, title: str, told: str, *axes: str) -> dict:
    x, x_label, y, y_label, colour, colour_label = axes
    encodings = {
        "x": _axis(x, x_label, "categorical"),
        "y": _axis(y, y_label, "categorical"),
        "color": {**_axis(colour, colour_label, "quantitative"), "format": SHARE},
    }
    return _widget(dataset, "heatmap", 3, title, told, [x, y, colour], encodings)


def _table(dataset: str, title: str, told: str, columns: dict[str, str], forms: dict[str, dict] | None = None) -> dict:
    shown = [
        {"fieldName": field, "displayName": label, **({"format": forms[field]} if field in (forms or {}) else {})}
        for field, label in columns.items()
    ]
    return _widget(dataset, "table", 2, title, told, list(columns), {"columns": shown})


def _axis(field: str, label: str, scale: str, more: dict | None = None) -> dict:
    return {"fieldName": field, "displayName": label, "scale": {"type": scale, **(more or {})}}


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(FILE)
