"""What an export holds: tables, their columns and files. The lowest floor: it imports nothing of this project."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

# Column orders of the headerless files in OptionsetMetadata/ (Azure/dataverse-to-sql, SqlObjects/Optionsets_*.sql), and
# the same lists in <table>-EntityMetadata.json.
METADATA_FILES = {
    "optionset_metadata": (
        "OptionsetMetadata",
        "EntityName OptionSetName Option IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel ExternalValue",
    ),
    "global_optionset_metadata": (
        "GlobalOptionsetMetadata",
        "OptionSetName Option IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel GlobalOptionSetName "
        "EntityName ExternalValue",
    ),
    "state_metadata": (
        "StateMetadata",
        "EntityName State IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel",
    ),
    "status_metadata": (
        "StatusMetadata",
        "EntityName State Status IsUserLocalizedLabel LocalizedLabelLanguageCode LocalizedLabel",
    ),
}


# ? and =, also percent-encoded, once or more
ASKS, IS = r"(?:\?|%(?:25)*3f)", r"(?:=|%(?:25)*3d)"
NAMES = (
    "sig|(?:shared_?access_?)?signature|(?:account|access)_?key|(?:sas|access)?token|(?:client)?secret|password|"
    "passwd|pwd"
)
# What may be a secret: a value after its name, what precedes the host of an address, and what follows an address. A ?
# before .csv is a pattern of file names.
SECRETS = tuple(
    (re.compile(pattern, re.I), kept)
    for pattern, kept in (
        (rf"(?<![a-z])((?:{NAMES})['\"]?\s*(?::|{IS})\s*)(?:'[^']*'|\"[^\"]*\"|[^\s;&'\"]+)", r"\1…"),
        (r"\b(bearer\s+)[\w.~+/-]{6,}", r"\1…"),
        (r"(https?:/+)[^\s/]+@", r"\1"),
        (r"((?:\w:|/)/+[^\s/:@]*):\S*@", r"\1@"),
        (rf"{ASKS}[^\s?]*{IS}[^\s?'\")]*", ""),
        (rf"(\w:/+[^\s?]*?){ASKS}(?!\S*\.csv\b)[^\s'\"]+", r"\1"),
    )
)


def without_secrets(text: str) -> str:
    """The text, which may hold addresses, without their queries and credentials."""
    for pattern, kept in SECRETS:
        text = pattern.sub(kept, text)
    return text


class cached_property:
    """As that of functools from Python 3.12 on. The earlier ones have a lock: they can't be sent to Spark's workers."""

    def __init__(self, function: Callable):
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: object, owner: type) -> object:
        """The value, worked out the first time."""
        if instance is None:
            return self
        value = self.function(instance)
        instance.__dict__[self.function.__name__] = value
        return value


class ExportError(Exception):
    """The export, or the finance file, can't be read; the message says where, why and what to do, and no secret."""

    def __init__(self, message: str):
        super().__init__(without_secrets(message))


@dataclass(frozen=True)
class Column:
    """A column as ``model.json`` describes it; ``max_length``, ``precision`` and ``scale`` are None when not given."""

    name: str
    data_type: str = "string"
    max_length: int | None = None
    precision: int | None = None
    scale: int | None = None


@dataclass(frozen=True)
class Model:
    """A table in the ``model.json`` at ``source``; ``sync_state`` and ``sync_completed`` are its annotations."""

    columns: tuple[Column, ...]
    source: str
    sync_state: str = ""
    sync_completed: str = ""

    @cached_property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @cached_property
    def narrowest(self) -> int | None:
        """Values that each row has: those up to IsDelete. Later columns come after it. None without IsDelete."""
        lower = [name.lower() for name in self.names]
        return lower.index("isdelete") + 1 if "isdelete" in lower else None


@dataclass(frozen=True)
class File:
    """A CSV file of a table. ``model`` describes its cells, ``folder`` is its incremental folder, if it lies in one."""

    path: Path
    label: str
    model: Model | None
    folder: str | None = None


@dataclass(frozen=True)
class Table:
    """An exported table.

    ``model`` is its newest description; ``files`` are its CSV files in the order of their names, classic ones first;
    ``waiting`` are those of incremental folders that aren't finished. ``folders`` are the finished ones that were
    looked through, and ``models`` the descriptions of those that are new. ``in_place`` says that the
    classic files hold only the rows that live; ``delta`` is its Delta folder.
    """

    name: str
    model: Model
    files: list[File] = field(default_factory=list)
    waiting: list[File] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    models: list[tuple[str, Model]] = field(default_factory=list)
    in_place: bool = False
    delta: Path | None = None
