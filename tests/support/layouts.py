"""Small exports of one table, dim."""

from support.histories import model_json


def entity(*columns: str, name: str = "dim", **notes: str) -> dict:
    return {
        "name": name,
        "annotations": [{"name": f"Athena:{note}", "value": value} for note, value in notes.items()],
        "attributes": [{"name": column, "dataType": "string"} for column in columns or ("Id", "name", "IsDelete")],
    }


def dim(*columns: str, **notes: str) -> dict[str, bytes]:
    """The root model.json of a table dim."""
    return {"model.json": model_json(entity(*columns, **notes))}
