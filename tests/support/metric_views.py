"""The metric views of the project: what they ask, and how open-source Spark creates them."""

import re

import yaml

CATALOG = re.compile(r"`\w+`[.]`(\w+)`[.]`(\w+)`")


def is_metric_view(node) -> bool:
    return node.config.materialized == "metric_view"


def plain_queries(node) -> dict[str, str]:
    """All measures, by each dimension and, under the name "", in total, as queries of the tables below."""
    view = yaml.safe_load(node.compiled_code)
    measures = ", ".join(f"{measure['expr']} as {measure['name']}" for measure in view["measures"])
    source = CATALOG.sub(r"\1.\2", view["source"])
    below = f"from ({source}) as source"
    total = {"": f"select {measures} {below}"}
    return total | {
        dimension["name"]: f"select {dimension['expr']} as {dimension['name']}, {measures} {below} group by all"
        for dimension in view["dimensions"]
    }


def queries(node) -> dict[str, str]:
    """The same, as they are asked of the metric view."""
    view = yaml.safe_load(node.compiled_code)
    measures = ", ".join(f"measure({measure['name']})" for measure in view["measures"])
    below = f"from {node.schema}.{node.alias}"
    return {"": f"select {measures} {below}"} | {
        dimension["name"]: f"select {dimension['name']}, {measures} {below} group by {dimension['name']}"
        for dimension in view["dimensions"]
    }


def on_spark(node) -> str:
    """The statement for open-source Spark, which reads version 0.1: the same without names and comments."""
    view = yaml.safe_load(node.compiled_code)
    known = {"version": "0.1", "source": view["source"]}
    known |= {
        kind: [{key: column[key] for key in ("name", "expr")} for column in view[kind]]
        for kind in ("dimensions", "measures")
    }
    body = yaml.safe_dump(known, sort_keys=False)
    return f"create view {node.schema}.{node.alias} with metrics language yaml as $$\n{body}$$"
