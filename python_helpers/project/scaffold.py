"""Writes the dbt models of an exported table: source, typed change log, history, current state, tests."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches, unified_diff
from functools import cache
from pathlib import Path

import duckdb
import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from python_helpers.export.descriptions import read_bytes, read_json
from python_helpers.export.layouts import Export
from python_helpers.export.model import METADATA_FILES, Column, ExportError
from python_helpers.project.meanings import (
    BOOLEAN,
    COMPANIONS,
    CREATED_MODIFIED,
    GUID,
    KINDS,
    KNOWN,
    OF_THE_EXPORT,
    PREFIXES,
    RESERVED,
    STATES,
    TERMS,
    TEXT,
    TIMES,
    WHOLE,
    Kind,
)
from python_helpers.project.sources import WHERE_FROM, cdm_type, declared, reads

# Letters that are more than a letter of a to z with a mark.
IN_LATIN = dict(zip("äöüßæœøåþðđłı", "ae oe ue ss ae oe oe aa th d d l i".split(), strict=True))
IN_LATIN |= dict(zip("αβγδεζηθικλμν", "a v g d e z i th i k l m n".split(), strict=True))
IN_LATIN |= dict(zip("ξοπρσςτυφχψω", "x o p r s s t y f ch ps o".split(), strict=True))
IN_LATIN |= dict(zip("абвгдежзийклмнопрст", "a b v g d e zh z i i k l m n o p r s t".split(), strict=True))
IN_LATIN |= dict(zip("уфхцчшщыэюяєіїґўј", "u f kh ts ch sh shch y e iu ia ie i i g u j".split(), strict=True))
IN_LATIN = str.maketrans(IN_LATIN | {"ъ": "", "ь": ""})
EXPORTED_TABLES = Path("macros", "staging", "exported_tables.sql")


@dataclass(frozen=True)
class Field:
    """A column of the staging model: ``kind`` is what the macro ``stage`` calls it, ``label`` the label of a choice."""

    exported: str
    name: str
    kind: str
    description: str
    label: str = ""

    @property
    def read(self) -> str:
        return _in_sql(self.exported)

    @property
    def described(self) -> dict[str, str]:
        subject = self.description.split(",")[0].rstrip(".")
        label = {self.label: f"{subject}, as the label that held when the row was loaded."} if self.label else {}
        return {self.name: self.description, **label}


def scaffold(export: Export, project: Path, tables: list[str]) -> Iterable[str]:
    """Writes the files of each table that don't exist yet, and gives lines to print: what was done, and diffs.

    A table is a name or ``name=entity``. A file that exists is left alone. Raises ``ExportError``.
    """
    names = export.table_names()
    wanted = [(table.lower(), entity) for table, _, entity in (text.partition("=") for text in tables)]
    for table, entity in wanted:
        if entity and (_slug(entity) != entity or entity in _reserved()):
            raise ExportError(f"{entity} can't be the name of models: write it in small letters, like contact=person.")
        if table not in names:
            near = get_close_matches(table, names) or [name for name in names if table in name][:5]
            hint = f" Near it are {', '.join(near)}." if near else " c360 drift lists those that it holds."
            raise ExportError(f"{export.root} holds no table {table}.{hint}")
    for table, entity in wanted:
        made = TableScaffold(export, table, _entity(project, table, entity))
        yield from (f"Note: {warning}" for warning in made.warnings)
        staging = next(project.glob(f"models/**/{made.staging}.sql"), None)
        if staging and not reads(staging, table):
            raise ExportError(f"{staging} reads another table than {table}. Rename that model first.")
        elsewhere = declared(project).get(table)
        with_source = not elsewhere or elsewhere.path == made.yml
        if not with_source:
            yield f"{elsewhere.path}: declares {table} already"
        for path, text in made.files(with_source).items():
            if not (project / path).exists():
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_text(text, "utf-8")
                yield f"{path}: written"
                continue
            there = (project / path).read_text("utf-8")
            told = "as it would be written now" if there == text else "left as it is; written now, it would differ so"
            yield f"{path}: {told}"
            yield from unified_diff(there.splitlines(), text.splitlines(), str(path), str(path), lineterm="")
        yield from _add_to_exported_tables(project, made)


def _add_to_exported_tables(project: Path, made: "TableScaffold") -> Iterable[str]:
    """Models that read every table, such as rejected_rows and row_accounts, loop over one list."""
    path = project / EXPORTED_TABLES
    text = path.read_text("utf-8") if path.exists() else ""
    before, end, after = text.partition("]) }}\n")
    if f"'{made.staging}'" in text:
        return
    if end:
        path.write_text(f"{before}    ('{made.table}', '{made.staging}', '{made.entity}'),\n{end}{after}", "utf-8")
        yield f"{EXPORTED_TABLES}: {made.table} added"
    else:
        yield f"{EXPORTED_TABLES} lists no tables any more: add {made.table} to rejected_rows and row_accounts."


class TableScaffold:
    """The files of one table. ``warnings`` tells what was decided for want of something better."""

    def __init__(self, export: Export, table: str, entity: str):
        found = export.table(table)
        if found is None or not found.model.columns:
            raise ExportError(f"{export.root} holds files of {table}, but no model.json describes its columns.")
        self.table = table
        self.entity = entity
        self.staging = f"stg_dataverse__{_slug(table)}"
        self.yml = Path("models", "staging", "dataverse", entity, f"_{entity}.yml")
        self.key = f"{entity}_id"
        self.warnings: list[str] = []
        self.columns = {small(column.name): column for column in found.model.columns}
        # where an export lacks them, the loader fills them
        for name, kind in {"Id": "guid", "SinkModifiedOn": "dateTime", "IsDelete": "boolean"}.items():
            self.columns.setdefault(name.lower(), Column(name, kind))
        self.is_finance = "recid" in self.columns
        self.attributes = _attributes(export, table)
        self.with_labels = _columns_with_labels(export, table)
        self.taken = {self.key, "rejected", "row_hash", "place", "places", "is_new", "happened_at", "_row_loaded_at"}
        self.taken |= {"is_derived", "generation"}
        self.taken |= {*WHERE_FROM, *TERMS, *CREATED_MODIFIED}
        self.taken |= {f"{name}_text" for name in (*TERMS, *CREATED_MODIFIED)} | {"created_at_read"}
        for state, (stem, _) in STATES.items():
            if state in self.columns:
                self.taken |= {f"{stem}_code", f"{stem}_code_text", f"{stem}_label"}
        used = {*OF_THE_EXPORT, f"{table}id", *self.times.values()}
        self.fields = [self._field(column) for name, column in self.columns.items() if name not in used]

    def files(self, with_source: bool) -> dict[Path, str]:
        """The text of each file, by its path in the project; the source is declared when it isn't elsewhere."""
        columns = [name for field in self.fields for name in field.described]
        carried = ["created_at", "is_deleted", "version_number", "modified_at", "sink_modified_at", *WHERE_FROM[1:]]
        staging = {self.key: f"The record of {self.table}, its Id in lower case."}
        for field in self.fields:
            staging |= field.described
        staging |= {"is_deleted": "", "version_number": "", **CREATED_MODIFIED, "sink_modified_at": ""}
        staging |= {"row_rejected": "", "rejected": "What could not be used, for rejected_rows."}
        staging["row_hash"] = "Hash of the exported values, to tell whether two rows say the same."
        staging |= dict.fromkeys(WHERE_FROM[1:], "")
        for name in staging:
            if name in TERMS or name in WHERE_FROM:
                staging[name] = f'{{{{ doc("{name.removeprefix("_")}") }}}}'
        exported = {field.exported: field.description for field in self.fields}
        exported |= OF_THE_EXPORT | {f"{self.table}id": "Record id again."}
        exported |= {column: TIMES[name] for name, column in self.times.items()}
        read = {
            "version": [name for name in ("versionnumber", "sysrowversion") if name in self.columns],
            "created": [self.times["createdon"]] if "createdon" in self.times else [],
            "modified": [self.times["modifiedon"]] if "modifiedon" in self.times else [],
        }
        usual = {"version": ["versionnumber"], "created": ["createdon"], "modified": ["modifiedon"]}
        values = {
            "table": self.table,
            "entity": self.entity,
            "staging": self.staging,
            "key": self.key,
            "fields": self.fields,
            "unusual": {name: columns for name, columns in read.items() if columns != usual[name]},
            "columns": columns,
            "carried": carried,
            "with_source": with_source,
            "described": staging,
            "where_from": WHERE_FROM,
            "declared": [
                {"name": column.name, "description": exported[name], "cdm_type": cdm_type(column)}
                for name, column in self.columns.items()
            ],
        }
        paths = {
            "table.yml": self.yml,
            "staging.sql": self.yml.with_name(f"{self.staging}.sql"),
            "history.sql": self.yml.with_name(f"{self.entity}_history.sql"),
            "current.sql": self.yml.with_name(f"{self.entity}_current.sql"),
        }
        return {path: TEMPLATES.get_template(f"{name}.jinja").render(values) for name, path in paths.items()}

    @property
    def times(self) -> dict[str, str]:
        """The exported columns that tell when the record was created and changed, as far as there are such columns."""
        of_finance = {"createdon": "createddatetime", "modifiedon": "modifieddatetime"}
        found = {name: name if name in self.columns else of_finance[name] for name in TIMES}
        return {name: column for name, column in found.items() if column in self.columns}

    def _field(self, column: Column) -> Field:
        exported = small(column.name)
        kind, choice = self._kind(column), self._choice(column)
        if exported in STATES:
            stem, meaning = STATES[exported]
            return Field(exported, f"{stem}_code", choice, f"{meaning}, as a code.", f"{stem}_label")
        pattern, short, description = self._meaning(exported, kind, choice)
        full = _slug(exported)
        for stem in (short, full, f"{self.entity}_{short}", *(f"{full}_{count}" for count in range(2, 1000))):
            name = pattern.format(stem)
            # as the macro stage calls it
            of_code = name.removesuffix("_code").removesuffix("_codes")
            label = f"{of_code}_label{'s' if choice == 'multiple' else ''}" if choice else ""
            made = {part + end for part in (name, label) if part for end in ("", "_text", "_rejected")}
            if not made & self.taken and name not in _reserved():
                break
        self.taken |= made
        told = choice or ("recid" if exported == "recid" else kind.stage)
        return Field(exported, name, told, description[0].upper() + description[1:] + ".", label)

    def _kind(self, column: Column) -> Kind:
        told = column.data_type.lower()
        if told == "decimal":
            money = self.attributes.get(column.name.lower()) == "Money"
            precision, scale = (19, 4) if money else (38, 6)
            if column.precision:
                precision, scale = min(column.precision, 38), column.scale or 0
            phrase = "an amount of money" if money else "a number"
            return Kind(phrase, f"decimal({precision}, {min(scale, precision)})")
        if told in ("double", "float"):
            return Kind("a number", "double")
        if told not in KINDS:
            self.warnings.append(
                f"{self.table}.{column.name}: the type {column.data_type} is unknown, so it stays text."
            )
        return KINDS.get(told, TEXT)

    def _choice(self, column: Column) -> str:
        name, kind = column.name.lower(), KINDS.get(column.data_type.lower())
        attribute = self.attributes.get(name, "")
        if name in STATES:
            return STATES[name][0]
        has_labels = name in self.with_labels
        if kind is TEXT and (attribute == "MultiSelectPicklist" or (has_labels and not self.is_finance)):
            return "multiple"
        if kind is BOOLEAN and (attribute == "Boolean" or has_labels):
            return "two_option"
        return "choice" if kind is WHOLE and (attribute == "Picklist" or has_labels) else ""

    def _meaning(self, exported: str, kind: Kind, choice: str) -> tuple[str, str, str]:
        """The pattern of a column's name, its stem, and a description without full stop."""
        for end, (pattern, description) in COMPANIONS.items():
            lookup = self.columns.get(exported.removesuffix(end))
            if exported.endswith(end) and lookup and lookup.data_type.lower() == "guid":
                stem, meaning = self._stem(exported.removesuffix(end), "id")
                return pattern, stem, description.format(meaning)
        if kind is GUID:
            stem, meaning = self._stem(exported, "id")
            return "{}_id", stem, f"Id of the {meaning}"
        stem, meaning = self._stem(exported, "code" if choice == "choice" else "")
        if exported in KNOWN:
            return "{}", stem, meaning
        if exported.endswith("_base") and kind.phrase == "an amount of money":
            meaning = f"{stem.removesuffix('_base').replace('_', ' ')} in the base currency"
        pattern, phrase = {
            "choice": ("{}_code", "a choice, as a code"),
            "multiple": ("{}_codes", "several choices, as codes with ; between them"),
        }.get(choice, ("{}", kind.phrase))
        return pattern, stem, f"{meaning}, {phrase}" if phrase else meaning

    def _stem(self, exported: str, end: str) -> tuple[str, str]:
        """A name without the publisher's prefix and without ``end``, and what it means."""
        if exported in KNOWN:
            return KNOWN[exported]
        own = f"{_prefix(self.table)}|" if _prefix(self.table) and not self.is_finance else ""
        stem = _slug(re.sub(rf"^(?:{own}{PREFIXES})_(?=.)", "", exported))
        stem = stem.removesuffix(end).rstrip("_") or stem
        return stem, stem.replace("_", " ")


def _entity(project: Path, table: str, wanted: str) -> str:
    """The name of the silver models of a table: the one they have, ``wanted``, or a short one that is free."""
    for path in project.glob("models/staging/dataverse/*/*_history.sql"):
        own = path.stem.removesuffix("_history")
        if wanted in ("", own) and f"ref('stg_dataverse__{_slug(table)}')" in path.read_text("utf-8"):
            return own
    full = _slug(table)
    for name in [wanted] if wanted else [full.removeprefix(f"{_prefix(table)}_"), full]:
        made = (f"{name}_history", f"{name}_current")
        if not any(path.stem in made for path in project.glob("models/**/*")) and name not in _reserved():
            return name
    raise ExportError(f"There are models {name}_… already. Give those of {table} a name: c360 scaffold {table}=name")


def _attributes(export: Export, table: str) -> dict[str, str]:
    """The types of attributes that ``…-EntityMetadata.json`` tells, by column; empty when the export lacks it."""
    path = export.entity_metadata(table)
    told = read_json(path) if path else {}
    listed = told.get("AttributeMetadata") if isinstance(told, dict) else None
    found = (attribute for attribute in listed or [] if isinstance(attribute, dict))
    return {str(item.get("AttributeName")).lower(): str(item.get("AttributeType")) for item in found}


def _columns_with_labels(export: Export, table: str) -> set[str]:
    found = set()
    for file in ("optionset_metadata", "global_optionset_metadata"):
        name, columns = METADATA_FILES[file]
        for path in export.metadata_files(name):
            rows = csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8-sig", "replace")), columns.split())
            found |= {row["OptionSetName"] for row in rows if (row["EntityName"] or "").lower() == table}
        delta = export.delta_metadata(name)
        if delta:
            # the library is large: only exports that hold Delta tables pay for it
            from python_helpers.export.delta import read_labels

            rows = read_labels(delta, ["EntityName", "OptionSetName"])[2]
            found |= {column for of, column in rows if of and column and of.lower() == table}
    return {column.strip().lower() for column in found}


def small(column: str) -> str:
    """A column in small letters, if all engines agree which these are: for İd they don't."""
    return column.lower() if column.isascii() else column


def _prefix(table: str) -> str:
    """The prefix of the publisher of a table: new of new_project, nothing of account."""
    found = re.match("([a-z][a-z0-9]{1,7})_(?=[a-z])", table)
    return found[1] if found else ""


def _slug(name: str) -> str:
    """A name in the letters a to z: größe as groesse. A letter that has none becomes its code point, such as u540d."""
    letters = unicodedata.normalize("NFC", name.lower()).translate(IN_LATIN)
    letters = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", letters)).translate(IN_LATIN)
    letters = "".join(sign if sign.isascii() or not sign.isalnum() else f"u{ord(sign):x}" for sign in letters)
    slug = re.sub(r"[^a-z0-9_]+", "_", letters).strip("_") or "_".join(f"u{ord(sign):x}" for sign in name)
    return slug if re.match("[a-z]", slug) else f"column_{slug}"


@cache
def _reserved() -> set[str]:
    with duckdb.connect() as connection:
        sql = "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'"
        return RESERVED | {name for (name,) in connection.execute(sql).fetchall()}


def _in_sql(exported: str) -> str:
    return exported if re.fullmatch("[a-z_][a-z0-9_]*", exported) and exported not in _reserved() else f"`{exported}`"


def as_yaml(text: str) -> str:
    return yaml.safe_dump(text, width=100_000, allow_unicode=True).removesuffix("...\n").strip()


TEMPLATES = Environment(
    loader=PackageLoader("python_helpers.project"),
    undefined=StrictUndefined,
    # the usual signs are those of the templates that are written
    block_start_string="[%",
    block_end_string="%]",
    variable_start_string="[[",
    variable_end_string="]]",
    comment_start_string="[#",
    comment_end_string="#]",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.filters["yaml"] = as_yaml
