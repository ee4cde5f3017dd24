"""Full copies: in-place files whose records move, files that empty, vanish and shrink, and layouts that change."""

import pytest
from support.interpreter import State
from support.lake import Lake
from support.layouts import dim, entity, model_json
from support.project import record

from python_helpers.export.model import ExportError

A, B, C = b"a,x\n", b"b,y\n", b"c,z\n"
FOLDER = "2024-01-01T00.00.00Z"


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(tmp_path)


def in_place(resting: str = "", accepts_deletes: bool = False, **files: bytes) -> State:
    """Files of dim without IsDelete, by partition; ``resting`` is the one that hasn't changed for an hour."""
    named = {f"dim/{name.lstrip('_')}.csv": text for name, text in files.items()}
    return State(dim("Id", "name") | named, resting={f"dim/{resting}.csv"}, accepts_deletes=accepts_deletes)


def live(lake: Lake) -> list[str]:
    return sorted({row.key for row in lake.rows()} - gone(lake))


def gone(lake: Lake) -> set[str]:
    """The records whose last row is a delete."""
    return {key for key, row in {row.key: row for row in lake.rows()}.items() if row.deleted}


def many(last: int) -> bytes:
    return b"".join(b"%03d,x\n" % number for number in range(last))


# Records that move


@pytest.mark.parametrize("second", [A + C, b"a,new\n" + C], ids=["unchanged", "changed"])
def test_a_record_that_moves_to_another_file_is_not_gone(lake, second):
    lake.load(in_place(_1=A + B, _2=C))
    lake.load(in_place(_1=B, _2=second))
    assert live(lake) == ["a", "b", "c"]
    lake.load(in_place(_1=B, _2=C))
    assert live(lake) == ["b", "c"]


def test_a_record_in_two_files_is_gone_when_both_lack_it(lake):
    lake.load(in_place(_1=A + B, _2=A + C))
    lake.load(in_place(_1=B, _2=A + C))
    assert live(lake) == ["a", "b", "c"]
    lake.load(in_place(_1=B, _2=C))
    assert live(lake) == ["b", "c"]


def test_a_record_may_have_moved_to_a_file_that_is_being_written(lake):
    lake.load(in_place(_1=A + B, _2=C))
    lake.load(in_place(_1=B, _2=C + b"a,"))
    assert live(lake) == ["a", "b", "c"]
    lake.load(in_place(_1=B, _2=C + B))
    assert live(lake) == ["b", "c"]


def test_a_database_of_the_version_before_learns_what_files_hold(lake):
    lake.load(in_place(_1=A + B, _2=A + C, _3=b"d,x\n"))
    lake.cursor.execute("drop table bronze.in_place_records")
    lake.load(in_place(_1=B, _2=A + C))
    assert live(lake) == ["a", "b", "c", "d"]
    lake.load(in_place(_1=B, _2=C))
    assert live(lake) == ["b", "c", "d"]


# Files that empty, vanish, or get other names


def test_a_file_that_is_empty_and_at_rest_holds_nothing(lake, told):
    lake.load(in_place(_1=A, _2=B))
    lake.load(in_place(_1=A, _2=b""))
    assert live(lake) == ["a", "b"]
    assert "dim/2.csv lost 1 records within the last hour" in told.text
    lake.load(in_place(_1=A, _2=b"", resting="2"))
    assert live(lake) == ["a"]
    told.clear()
    lake.load(in_place(_1=A))
    assert "no longer in the export" not in told.text


def test_a_delete_is_never_before_the_row_that_it_deletes(tmp_path):
    """A file that was copied may be older than what it held."""
    lake = Lake(tmp_path)
    model = dim("Id", "SinkModifiedOn")
    late = b'"1/1/2999 1:00:00 AM"\n'
    lake.load(State(model | {"dim/1.csv": b"a," + late + b"b," + late}))
    lake.load(State(model | {"dim/1.csv": b"a," + late}))
    assert lake.cursor.sql("select SinkModifiedOn from bronze.dim where IsDelete = 'True'").fetchall() == [
        ("2999-01-01T01:00:00.0000000Z",)
    ]


def test_a_file_that_vanishes_is_reported_at_each_load_until_its_records_are_gone(lake, told):
    lake.load(in_place(_1=A + B, _2=C, _3=A))
    for _ in range(2):
        told.clear()
        lake.load(in_place(_1=A + B))
        assert "dim/2.csv is no longer in the export; 1 records that no other file holds stay" in told.text
        # what it held is in another file
        assert "dim/3.csv" not in told.text
        assert live(lake) == ["a", "b", "c"]
    lake.load(in_place(_1=A + B, accepts_deletes=True))
    assert live(lake) == ["a", "b"]
    told.clear()
    lake.load()
    assert "no longer in the export" not in told.text


@pytest.mark.parametrize("left", [{}, {"_2019": b""}], ids=["the old file vanishes", "it is empty"])
def test_files_with_other_names_take_over_the_records(lake, told, left):
    lake.load(in_place(_2018=A, _2019=B + C))
    lake.load(in_place(_2018=A, **{"_2019-01": B, "_2019-02": C}, **left))
    assert "no longer" not in told.text
    lake.load(in_place(_2018=A, **{"_2019-01": B, "_2019-02": b""}, **left, resting="2019-02"))
    assert live(lake) == ["a", "b"]


def test_a_file_that_vanished_and_comes_back_is_compared(lake):
    lake.load(in_place(_1=A + B, _2=C))
    lake.load(in_place(_1=A + B))
    lake.load(in_place(_1=A + B, _2=b"d,x\n"))
    assert live(lake) == ["a", "b", "d"]


# Copies that shrink


@pytest.mark.parametrize("resting", ["", "1"])
def test_a_copy_that_lost_most_records_deletes_none_until_the_user_says_so(lake, told, resting):
    lake.load(in_place(_1=many(100), resting=resting))
    for _ in range(2):
        told.clear()
        lake.load(in_place(_1=many(1), resting=resting))
        assert gone(lake) == set()
        assert ("lacks 99 records that it had and still has 1" if resting else "lost 99 records") in told.text
    lake.load(in_place(_1=many(1), resting=resting, accepts_deletes=True))
    assert live(lake) == ["000"]


def test_a_copy_that_shrank_and_is_whole_again_adds_nothing(lake):
    lake.load(in_place(_1=many(100)))
    before = lake.rows()
    lake.load(in_place(_1=many(1)))
    lake.load(in_place(_1=many(100)))
    assert lake.rows() == before


def test_one_of_many_files_that_lost_most_records_counts_once_it_is_at_rest(lake, told):
    others = {f"_{year}": b"".join(b"%d-%03d,x\n" % (year, number) for number in range(50)) for year in (2018, 2019)}
    lake.load(in_place(_1=many(50), **others))
    lake.load(in_place(_1=many(10), **others))
    assert gone(lake) == set()
    assert "dim/1.csv lost 40 records within the last hour and holds 10" in told.text
    lake.load(in_place(_1=many(10), **others, resting="1"))
    assert len(gone(lake)) == 40


def test_a_copy_of_other_records_deletes_none(lake, told):
    """It may be that of another export."""
    lake.load(in_place(_1=A + B))
    lake.load(in_place("1", _1=C + b"d,z\n"))
    assert gone(lake) == set()
    assert "lacks 2 records that it had and still has 0, so they stay" in told.text


def test_a_delta_version_that_lacks_most_rows_deletes_none_until_the_user_says_so(lake, told):
    rows = [{"Id": f"{number}", "name": "x", "IsDelete": None} for number in range(10)]

    def version(*rows: dict, accepts_deletes: bool = False) -> State:
        return State(dim(), {"deltalake/dim_partitioned": list(rows)}, accepts_deletes=accepts_deletes)

    lake.load(version(*rows))
    for few in ([], rows[:4]):
        told.clear()
        lake.load(version(*few))
        assert gone(lake) == set()
        assert f"lacks {10 - len(few)} records that it had and still has {len(few)}, so they stay" in told.text
        assert "--vars 'accept_deletes: [dim]'" in told.text
    lake.load(version(*rows[:4], accepts_deletes=True))
    assert live(lake) == ["0", "1", "2", "3"]


def test_a_re_initial_sync_that_left_out_most_deletes_them_when_the_user_says_so(lake):
    def synced(time: str, text: bytes, accepts_deletes: bool = False) -> State:
        notes = {"InitialSyncState": "Completed", "InitialSyncDataCompletedTime": time}
        return State(dim(**notes) | {"dim/1.csv": text}, accepts_deletes=accepts_deletes)

    lake.load(synced("1", b"a,x,\nb,y,\nc,z,\n"))
    # records of another environment
    others = b"".join(b"%d,x,\n" % number for number in range(9))
    lake.load(synced("2", others))
    assert gone(lake) == set()
    lake.load(synced("2", others, accepts_deletes=True))
    assert live(lake) == [str(number) for number in range(9)]


@pytest.mark.parametrize("state", ["Completed", "InProgress"])
def test_a_sync_of_an_in_place_table_deletes_nothing_that_is_in_its_files(lake, state):
    def synced(time: str, text: bytes, state: str = "Completed") -> State:
        notes = {"InitialSyncState": state, "InitialSyncDataCompletedTime": time}
        return State(dim("Id", "name", **notes) | {"dim/1.csv": text})

    lake.load(synced("1", A + B + C))
    lake.load(synced("2", b"a,new\nb,new\n" + C, state))
    lake.load(synced("2", b"a,new\nb,new\n" + C))
    assert gone(lake) == set()


# Layouts that change


def folder(text: bytes, *notes: str, name: str = FOLDER) -> dict[str, bytes]:
    said = dict(zip(("InitialSyncState", "InitialSyncDataCompletedTime"), notes, strict=False))
    return {f"{name}/model.json": model_json(entity(**said)), f"{name}/dim/2024.csv": text}


CLASSIC = dim() | {"dim/2021.csv": b"a,x,\nb,y,\nc,z,\n"}


@pytest.mark.parametrize("classic", [dim(), CLASSIC], ids=["files are gone", "files stay"])
def test_records_deleted_while_a_table_moved_to_incremental_folders_are_deleted(lake, classic):
    lake.load(State(CLASSIC))
    lake.load(State(classic | folder(b"a,x,\n", "InProgress")))
    assert gone(lake) == set()
    later = folder(b"c,z,\n", "Completed", "1/1/2024 2:00:00 AM", name="2024-01-01T01.00.00Z")
    for _ in range(2):
        lake.load(State(classic | folder(b"a,x,\n", "InProgress") | later))
        assert live(lake) == ["a", "c"]
        assert len(lake.rows()) == 6


@pytest.mark.parametrize("notes", [(), ("Completed", "12/31/2023 2:00:00 AM")], ids=["no notes", "an earlier sync"])
def test_folders_that_may_hold_changes_only_delete_nothing_until_the_user_says_so(lake, told, notes):
    files = CLASSIC | folder(b"a,x,\nc,z,\n", *notes)
    lake.load(State(CLASSIC))
    lake.load(State(files))
    assert gone(lake) == set()
    assert "1 records didn't come and 2 did: they stay" in told.text
    lake.load(State(files, accepts_deletes=True))
    assert live(lake) == ["a", "c"]


def test_a_table_that_becomes_in_place_lacks_what_was_deleted(lake):
    lake.load(State(CLASSIC))
    lake.load(State(dim("Id", "name") | {"dim/2021.csv": A + C}))
    assert live(lake) == ["a", "c"]


def test_a_table_that_leaves_incremental_folders_for_in_place_files_lacks_what_was_deleted(lake, told):
    lake.load(State(folder(b"a,x,\nb,x,\nc,x,\n") | {f"{FOLDER}/dim/2021.csv": b"d,x,\n"}))
    for _ in range(2):
        lake.load(State(dim("Id", "name") | {"dim/2024.csv": A + C}))
        assert live(lake) == ["a", "c", "d"]
    assert "2021.csv is no longer in the export; 1 records that no other file holds stay" in told.text


def test_a_table_that_also_has_incremental_folders_keeps_their_records(lake):
    lake.load(State(dim("Id", "name") | {"dim/2024.csv": A} | folder(b"a,x,\nb,x,\n")))
    assert live(lake) == ["a", "b"]


@pytest.mark.parametrize("text", [b"", b"\xef\xbb\xbf"], ids=["empty", "a byte order mark"])
def test_a_copy_without_records_counts_at_rest(lake, text):
    lake.load(in_place(_1=A + B, _2=A + B + C))
    lake.load(in_place(_1=A + B + C, _2=text, resting="2"))
    assert live(lake) == ["a", "b", "c"]
    assert lake.bytes()["dim/2.csv"] == (len(text), 0, 0)


def test_one_partition_in_two_folders_is_an_error(lake):
    files = {"dim/2021.csv": A, "Dim/2021.csv": B}
    with pytest.raises(ExportError, match=r"2021.csv and .*2021.csv are one partition of dim in two folders"):
        lake.load(State(dim("Id", "name") | files))


def test_the_cause_is_named_when_rows_end_with_cr_alone(lake, told):
    lake.load(in_place(_1=b"a,x\rb,y\r"))
    assert "1.csv isn't written to its end (CR alone is no line end here" in told.text


def test_columns_may_be_called_as_the_loader_s_own(lake):
    columns = ("Id", "label", "gone_at", "file", "gone_id")
    lake.load(State(dim(*columns) | {"dim/1.csv": b"a,x,x,x,x\nb,y,y,y,y\n"}))
    lake.load(State(dim(*columns) | {"dim/1.csv": b"a,x,x,x,x\n"}))
    assert live(lake) == ["a"]


def test_a_copy_that_shrank_leaves_no_trace_in_history_until_the_user_says_so(project):
    columns = ["Id", "SinkModifiedOn", "crc33_name", "versionnumber"]
    whole = "".join(record(columns, Id=f"{number:03}", crc33_name="x", versionnumber="1") for number in range(30))
    one = whole[: whole.index("\n") + 1]
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    accepted = ("--vars", "accept_deletes: CRC33_Customer")
    for text, more, expected in (
        (whole, (), (30, 0)),
        (one, (), (30, 0)),
        (whole, (), (30, 0)),
        (one, accepted, (59, 29)),
    ):
        project.write_export(columns, **{"2021": text})
        project.build("--select", "+customer_history", *more)
        assert project.query("select count(*), count(*) filter (is_deleted) from silver.customer_history") == [expected]
