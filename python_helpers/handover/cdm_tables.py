"""Tables as a Common Data Model folder describes them: in a manifest and its .cdm.json files, or in a model.json."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from python_helpers.export.descriptions import is_text


class Undescribed(Exception):
    """A table isn't described as a Common Data Model folder must; the message says what is missing."""


def need(given: object, name: str, kind: type = str, of: str = "it"):
    """What a JSON object has under a name. Raises ``Undescribed`` when it is missing, or of another kind."""
    value = given.get(name) if isinstance(given, dict) else None
    if not value or not isinstance(value, kind) or (kind is str and not is_text(value)):
        raise Undescribed(f"{of} has no {name}, or none that is a {'list' if kind is list else 'text'}")
    return value


def listed(given: object, name: str, must: bool = False) -> Iterator[dict]:
    """The objects in a list that a JSON object has under a name. Raises ``Undescribed`` when it holds other things."""
    items = given.get(name) if isinstance(given, dict) else None
    if items is None and not must:
        return
    for number, item in enumerate(need(given, name, list) if must or items else [], 1):
        if isinstance(item, str):
            raise Undescribed(f"item {number} of {name} is a reference, {item!r}, to something that is elsewhere")
        if not isinstance(item, dict):
            raise Undescribed(f"item {number} of {name} is no object")
        yield item


@dataclass(frozen=True)
class Attribute:
    """An attribute: its data format as ``given`` and in lower case, and what its traits say."""

    given: str
    precision: int | None = None
    formatted: bool = False

    @property
    def form(self) -> str:
        """The data format in lower case."""
        return self.given.lower()


@dataclass
class Table:
    """A table as a manifest or a model.json describes it.

    ``partitions`` are locations, and whether each is Parquet (None: neither that nor CSV); ``patterns`` are folders,
    with the pattern of their files and the same.
    """

    name: str
    partitions: list[tuple[str, bool | None]]
    patterns: list[tuple[str, re.Pattern, bool | None]] = field(default_factory=list)
    definition: str = ""
    attributes: dict[str, Attribute] = field(default_factory=dict)
    key: str | None = None
    model: bool = False
    formatted: bool = False
    header: bool = False
    delimiter: str = ","

    @classmethod
    def of_manifest(cls, entity: dict) -> "Table":
        """A table as a manifest lists it, without its attributes: these are in its .cdm.json (see ``define``).

        Raises ``Undescribed``.
        """
        table = cls(need(entity, "entityName"), [], definition=need(entity, "entityPath"))
        table.formatted = bool(
            _traits(entity.get("exhibitsTraits")).keys() & {"is.formatted.dateTime", "is.formatted.date"}
        )
        for partition in listed(entity, "dataPartitions"):
            location = need(partition, "location", of="a partition")
            table.partitions.append((location, table._form(partition.get("exhibitsTraits"), location)))
        for pattern in listed(entity, "dataPartitionPatterns"):
            of = "a pattern of partitions"
            if pattern.get("regularExpression"):
                files = need(pattern, "regularExpression", of=of)
            else:
                files = _of_glob(need({"globPattern": "*"} | pattern, "globPattern", of=of))
            form = table._form(pattern.get("exhibitsTraits"), "")
            table.patterns.append((need(pattern, "rootLocation", of=of), re.compile(files), form))
        return table

    @classmethod
    def of_model(cls, entity: dict) -> "Table":
        """A table as a model.json describes it. Raises ``Undescribed``."""
        if entity.get("$type") == "ReferenceEntity":
            raise Undescribed("it is only a reference to a table of another model")
        notes = {note.get("name") for note in listed(entity, "annotations") if isinstance(note.get("name"), str)}
        custom = bool(notes & {"ci:CustomTimestampFormat", "ci:CustomDateFormat"})
        table = cls(need(entity, "name"), [], model=True, formatted=custom)
        table.attributes = {
            need(attribute, "name", of="an attribute"): Attribute(
                str(attribute.get("dataType", "unclassified")), None, custom
            )
            for attribute in listed(entity, "attributes", must=True)
        }
        for partition in listed(entity, "partitions"):
            if location := partition.get("location"):
                location = need(partition, "location", of="a partition")
                settings = partition.get("fileFormatSettings")
                settings = settings if isinstance(settings, dict) else {}
                table.header = bool(settings.get("columnHeaders", False))
                table.delimiter = str(settings.get("delimiter", ","))
                parquet = "parquet" in str(settings.get("$type", "")).lower() or location.lower().endswith(".parquet")
                table.partitions.append((location, parquet))
        return table

    def _form(self, traits: list | None, location: str) -> bool | None:
        named = {name.lower(): arguments for name, arguments in _traits(traits).items()}
        if "is.partition.format.csv" in named:
            arguments = named["is.partition.format.csv"]
            self.header = str(arguments.get("columnHeaders", "false")).lower() == "true"
            self.delimiter = str(arguments.get("delimiter", ","))
            return False
        if "is.partition.format.parquet" in named:
            return True
        return {"csv": False, "parquet": True}.get(location.lower().rpartition(".")[2])

    def define(self, text: bytes | None) -> None:
        """Takes the attributes from the text of its .cdm.json. Raises ``ValueError`` or ``Undescribed``."""
        if text is None:
            raise ValueError("the file is missing")
        name = self.definition.rsplit("/", 1)[-1]
        definitions = listed(json.loads(text), "definitions", must=True)
        found = [made for made in definitions if made.get("entityName") == name]
        if not found:
            raise ValueError(f"it doesn't define {name}")
        identified = _traits(found[0].get("exhibitsTraits")).get("is.identifiedBy", {})
        self.key = str(next(iter(identified.values()))).rsplit("/", 1)[-1] if identified else None
        for attribute in listed(found[0], "hasAttributes", must=True):
            traits = _traits(attribute.get("appliedTraits"))
            precision = traits.get("is.dataFormat.numeric.shaped", {}).get("precision")
            precision = int(precision) if str(precision).isdecimal() else None
            formatted = self.formatted or bool(traits.keys() & {"is.formatted.dateTime", "is.formatted.date"})
            given = attribute.get("dataFormat") or attribute.get("dataType") or "String"
            self.attributes[need(attribute, "name", of="an attribute")] = Attribute(str(given), precision, formatted)
            if attribute.get("purpose") == "identifiedBy" or "is.identifiedBy" in traits:
                self.key = attribute["name"]


def _traits(given: object) -> dict[str, dict]:
    """The arguments of traits, by the names of the traits; what is no trait is left out."""
    traits = {}
    for trait in given if isinstance(given, list) else []:
        name = trait.get("traitReference") if isinstance(trait, dict) else trait
        if isinstance(name, dict):  # a trait that is defined where it is used
            name = name.get("traitName")
        if isinstance(name, str):
            arguments = trait.get("arguments") if isinstance(trait, dict) else None
            traits[name] = {
                str(argument.get("name", place)) if isinstance(argument, dict) else str(place): argument.get("value")
                if isinstance(argument, dict)
                else argument
                for place, argument in enumerate(arguments if isinstance(arguments, list) else [])
            }
    return traits


def _of_glob(pattern: str) -> str:
    return ".*".join("[^/]*".join(map(re.escape, part.split("*"))) for part in pattern.split("**"))
