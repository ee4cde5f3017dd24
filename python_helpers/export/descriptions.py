"""Reads the JSON files in which an export describes its tables."""

import json
from pathlib import Path

from python_helpers.export.model import Column, ExportError, Model

KNOWN: dict[tuple[Column, ...], tuple[Column, ...]] = {}


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises ``ExportError`` when it isn't there or can't be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} can't be read: {error.strerror}.") from None


def read_json(path: Path, content: bytes | None = None) -> object:
    """What a JSON file holds, or what its ``content`` is; raises ``ExportError`` when it can't be read."""
    try:
        return json.loads((read_bytes(path) if content is None else content).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ExportError(f"{path} isn't UTF-8 (byte {error.start}). Copy it again from the container.") from None
    except json.JSONDecodeError as error:
        raise ExportError(
            f"{path} isn't complete JSON (line {error.lineno}, column {error.colno}: {error.msg}). It may have been "
            "copied while it was written: copy it again from the container."
        ) from None
    except (ValueError, RecursionError):
        # a number of thousands of digits, lists in lists in lists
        raise ExportError(f"{path} isn't JSON of an export. Copy it again from the container.") from None


def is_text(name: str) -> bool:
    """Whether a name is Unicode: JSON may have half a character, such as \\ud800."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def read_models(path: Path, content: bytes | None = None) -> dict[str, Model]:
    """The tables that a ``model.json``, of that content, describes, by name in lower case. Raises ``ExportError``."""
    model = read_json(path, content)
    entities = model.get("entities") if isinstance(model, dict) else None
    if not isinstance(entities, list) or not entities:
        raise ExportError(f"{path} lists no entities, so it isn't finished. Copy it again from the container.")
    tables = {}
    for entity in entities:
        try:
            name = entity["name"].strip()
            columns = tuple(_column(attribute) for attribute in entity["attributes"])
            notes = {
                str(note.get("name")): str(note.get("value") or "").encode(errors="replace").decode()
                for note in _objects(entity.get("annotations"))
            }
        except (KeyError, TypeError, AttributeError):
            raise ExportError(
                f"{path}: the entity {entity.get('name', entity) if isinstance(entity, dict) else entity!r} has no "
                "name or no attributes. Copy the file again from the container."
            ) from None
        if not is_text(name):
            raise ExportError(f"{path}: the entity {name!a} has no name that a table can have.")
        if "id" not in (column.name.lower() for column in columns):
            raise ExportError(f"{path}: the entity {name} has no column Id, so it is no exported table.")
        if name.lower() in tables:
            raise ExportError(f"{path} describes the entity {name} twice.")
        seen = set()
        for number, column in enumerate(columns, 1):
            if not column.name or "\0" in column.name or not is_text(column.name):
                raise ExportError(
                    f"{path}: attribute {number} of the entity {name} has no name that a column can have. Copy the "
                    "file again from the container."
                )
            if column.name.lower() in seen:
                raise ExportError(f"{path}: the entity {name} names the column {column.name} twice.")
            seen.add(column.name.lower())
        tables[name.lower()] = Model(
            # most of thousands of folders describe a table alike
            KNOWN.setdefault(columns, columns),
            str(path),
            notes.get("Athena:InitialSyncState", ""),
            notes.get("Athena:InitialSyncDataCompletedTime", ""),
        )
    return tables


def models_or_none(path: Path, content: bytes) -> dict[str, Model]:
    """As ``read_models``; none when the file was torn off."""
    try:
        return read_models(path, content)
    except ExportError:
        return {}


def _objects(listed: object) -> list[dict]:
    """The objects of a list; of anything else there are none, because nothing depends on it."""
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _column(attribute: dict) -> Column:
    given = {
        str(argument.get("name")): argument.get("value")
        for trait in _objects(attribute.get("cdm:traits"))
        for argument in _objects(trait.get("arguments"))
    }
    kind = attribute.get("dataType")
    return Column(
        attribute["name"].strip(),
        kind if kind and isinstance(kind, str) else "string",
        _number(attribute.get("maxLength", given.get("maximumLength"))) or None,
        _number(given.get("precision")),
        _number(given.get("scale")),
    )


def _number(value: object) -> int | None:
    """A whole number, also as a text; None for anything else and for -1, which stands for no limit."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
