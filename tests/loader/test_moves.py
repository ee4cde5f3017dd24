"""An export that goes on in another layout: what was deleted meanwhile is gone."""

import itertools
from dataclasses import replace

import pytest
from support.histories import model_json
from support.interpreter import State
from support.lake import Lake
from support.layouts import dim, entity

A, B, C = (f"0000000{number}-0000-0000-0000-000000000000" for number in "123")
SYNCED = {"InitialSyncState": "Completed", "InitialSyncDataCompletedTime": "06/01/2024 12:30:00 PM"}


def rows(records: dict[str, str], end: str) -> bytes:
    return "".join(f"{record},6/1/2024 12:00:00 PM,{name}{end}\n" for record, name in records.items()).encode()


def append_only(records):
    columns = ("Id", "SinkModifiedOn", "name", "IsDelete")
    return State(dim(*columns, **SYNCED) | {"dim/2024.csv": rows(records, ",")})


def in_place(records):
    return State(dim("Id", "SinkModifiedOn", "name", **SYNCED) | {"dim/2024-06.csv": rows(records, "")})


def incremental(records):
    folder = "2024-06-01T12.00.00Z"
    described = entity("Id", "SinkModifiedOn", "name", "IsDelete", **SYNCED)
    return State({f"{folder}/model.json": model_json(described), f"{folder}/dim/2024.csv": rows(records, ",")})


def delta(records):
    when = "2024-06-01T12:00:00"
    copy = [{"Id": key, "SinkModifiedOn": when, "name": name, "IsDelete": None} for key, name in records.items()]
    return State({}, delta={"deltalake/dim_partitioned": copy})


LAYOUTS = [append_only, in_place, incremental, delta]


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(LAYOUTS, 2)))
def test_what_was_deleted_before_the_new_export_began_is_gone(tmp_path, before, after):
    lake = Lake(tmp_path)
    lake.load(before({A: "Ada", B: "Ben", C: "Cleo"}))
    later = after({A: "Ada", B: "Bo"})
    for file in sorted(lake.export.rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    if after is in_place:
        # files that are gone may be missing: somebody has to say that their records are deleted
        lake.load(later)
        assert live(lake) == {A: "Ada", B: "Bo", C: "Cleo"}
        later = replace(later, accepts_deletes=True)
    lake.load(later)
    assert live(lake) == {A: "Ada", B: "Bo"}
    lake.load(later)
    assert live(lake) == {A: "Ada", B: "Bo"}


def live(lake: Lake) -> dict[str, str]:
    last = {row["id"].lower(): row for row in lake.rows()}
    return {key: row["name"] for key, row in last.items() if row["isdelete"] is None}
