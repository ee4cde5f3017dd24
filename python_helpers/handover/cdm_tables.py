"""Tables as a Common Data Model folder describes them: in a manifest and its .cdm.json files, or in a model.json."""

import json
import re
from dataclasses import dataclass, field


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
        """A table as a manifest lists it, without its attributes: these are in its .cdm.json (see ``define``)."""
        table = cls(entity["entityName"], [], definition=entity["entityPath"])
        table.formatted = bool(
            _traits(entity.get("exhibitsTraits")).keys() & {"is.formatted.dateTime", "is.formatted.date"}
        )
        for partition in entity.get("dataPartitions", []):
            form = table._form(partition.get("exhibitsTraits"), partition["location"])
            table.partitions.append((partition["location"], form))
        for pattern in entity.get("dataPartitionPatterns", []):
            files = pattern.get("regularExpression") or _of_glob(pattern.get("globPattern", "*"))
            form = table._form(pattern.get("exhibitsTraits"), "")
            table.patterns.append((pattern["rootLocation"], re.compile(files), form))
        return table

    @classmethod
    def of_model(cls, entity: dict) -> "Table":
        """A table as a model.json describes it."""
        notes = {note["name"] for note in entity.get("annotations", [])}
        custom = bool(notes & {"ci:CustomTimestampFormat", "ci:CustomDateFormat"})
        table = cls(entity["name"], [], model=True, formatted=custom)
        table.attributes = {
            attribute["name"]: Attribute(attribute.get("dataType", "unclassified"), None, custom)
            for attribute in entity["attributes"]
        }
        for partition in entity.get("partitions", []):
            if location := partition.get("location"):
                settings = partition.get("fileFormatSettings") or {}
                table.header = settings.get("columnHeaders", False)
                table.delimiter = settings.get("delimiter", ",")
                parquet = "parquet" in settings.get("$type", "").lower() or location.lower().endswith(".parquet")
                table.partitions.append((location, parquet))
        return table

    def _form(self, traits: list | None, location: str) -> bool | None:
        named = {name.lower(): arguments for name, arguments in _traits(traits).items()}
        if "is.partition.format.csv" in named:
            arguments = named["is.partition.format.csv"]
            self.header = str(arguments.get("columnHeaders", "false")).lower() == "true"
            self.delimiter = arguments.get("delimiter", ",")
            return False
        if "is.partition.format.parquet" in named:
            return True
        return {"csv": False, "parquet": True}.get(location.lower().rpartition(".")[2])

    def define(self, text: bytes | None) -> None:
        """Takes the attributes from the text of its .cdm.json. Raises ``ValueError`` or ``KeyError``."""
        if text is None:
            raise ValueError("the file is missing")
        name = self.definition.rsplit("/", 1)[-1]
        found = [made for made in json.loads(text)["definitions"] if made.get("entityName") == name]
        if not found:
            raise ValueError(f"it doesn't define {name}")
        identified = _traits(found[0].get("exhibitsTraits")).get("is.identifiedBy", {})
        self.key = str(next(iter(identified.values()))).rsplit("/", 1)[-1] if identified else None
        for attribute in found[0]["hasAttributes"]:
            traits = _traits(attribute.get("appliedTraits"))
            precision = traits.get("is.dataFormat.numeric.shaped", {}).get("precision")
            formatted = self.formatted or bool(traits.keys() & {"is.formatted.dateTime", "is.formatted.date"})
            given = attribute.get("dataFormat") or attribute.get("dataType") or "String"
            self.attributes[attribute["name"]] = Attribute(str(given), precision and int(precision), formatted)
            if attribute.get("purpose") == "identifiedBy" or "is.identifiedBy" in traits:
                self.key = attribute["name"]


def _traits(given: list | None) -> dict[str, dict]:
    """The arguments of traits, by the names of the traits."""
    traits = {}
    for trait in given or []:
        if isinstance(trait, str):
            traits[trait] = {}
            continue
        arguments = trait.get("arguments", [])
        traits[trait["traitReference"]] = {
            argument.get("name", str(place)) if isinstance(argument, dict) else str(place): argument.get("value")
            if isinstance(argument, dict)
            else argument
            for place, argument in enumerate(arguments)
        }
    return traits


def _of_glob(pattern: str) -> str:
    return ".*".join("[^/]*".join(map(re.escape, part.split("*"))) for part in pattern.split("**"))
