"""What happens around a load: a second one, a full disk, files that vanish, rights that are taken away."""

import os
import resource
import subprocess
from collections import Counter
from functools import partial

import pytest
from support.interpreter import State
from support.lake import Lake, write
from support.layouts import dim
from support.loading import loaded
from support.project import Project, record

from python_helpers.export.model import ExportError
from python_helpers.export.tree import Tree

BUILD = ("build", "--exclude-resource-type", "unit_test", "test")


@pytest.fixture
def small(project):
    project.write_export(**{"2021": record(Id="a") + record(Id="b")})
    project.write_finance("C1,1,2,3,EUR,2026-01-31")
    return project


@pytest.fixture
def full_disk(tmp_path):
    """A folder, and a function that fills up its disk or makes room.

    Root gets a small disk; other users get a limit on the size of files.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode == 0:
        size = {True: "8m", False: "200m"}
        yield disk, lambda is_full: subprocess.run(["mount", "-o", f"remount,size={size[is_full]}", disk], check=True)
        subprocess.run(["umount", disk], check=True)
        return
    before, highest = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = {True: (8 << 20, highest), False: (before, highest)}
    yield disk, lambda is_full: resource.setrlimit(resource.RLIMIT_FSIZE, limit[is_full])
    resource.setrlimit(resource.RLIMIT_FSIZE, limit[False])


def ids(project: Project) -> Counter:
    return Counter(key for (key,) in project.query("select Id from bronze.crc33_customer"))


def test_of_two_builds_at_once_one_does_the_work(small):
    """The other one says that the database is in use, or runs later."""
    run = partial(subprocess.Popen, cwd=small.root, env=small.process_environment(), text=True,
                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    # each has a target folder of its own, so that they meet only at the database
    builds = [run([*small.command(*BUILD), "--target-path", str(small.folder / name)]) for name in ("one", "other")]
    printed = [build.communicate()[0] for build in builds]
    assert any(build.returncode == 0 for build in builds), printed
    for build, text in zip(builds, printed, strict=True):
        assert build.returncode == 0 or "Close the program that has it open" in text
        assert "Traceback" not in text
    loaded(small)
    assert ids(small) == Counter("ab")


def test_a_full_disk_is_reported_and_the_next_load_resumes(small, full_disk):
    disk, set_full = full_disk
    small.database = disk / "customer360.duckdb"
    loaded(small)
    names = [os.urandom(400).hex() for _ in range(20_000)]
    small.append("2021", "".join(record(Id=name, crc33_name=name) for name in names))
    set_full(True)
    printed = small.printed(*BUILD)
    assert printed.returncode != 0
    assert "The disk is full: make room" in printed.stdout
    assert "Traceback" not in printed.stdout
    set_full(False)
    loaded(small)
    assert ids(small) == Counter([*"ab", *names])


def test_a_file_that_vanishes_between_listing_and_reading_is_reported(tmp_path, monkeypatch):
    lake = Lake(tmp_path)
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,\n"}))
    before = lake.bytes()
    write(State(dim() | {"dim/2021.csv": b"a,x,\nb,y,\n"}), lake.export)
    vanished = lake.export / "dim" / "2022.csv"
    with monkeypatch.context() as patched:
        listed = Tree.csv_files
        patched.setattr(Tree, "csv_files", lambda self, folders: [*listed(self, folders), vanished])
        with pytest.raises(ExportError, match=f"{vanished} can't be read: No such file or directory"):
            lake.load()
    assert lake.bytes() == before
    write(State(dim() | {"dim/2021.csv": b"a,x,\nb,y,\n", "dim/2022.csv": b"c,z,\n"}), lake.export)
    lake.load()
    assert sorted(lake.values("Id")) == [("a",), ("b",), ("c",)]


@pytest.mark.parametrize("closed", ["model.json", "dim", "dim/2022.csv"])
def test_lost_rights_are_reported_and_cost_no_data(tmp_path, closed):
    """Loads as a user without rights, because root may read everything."""
    for folder in tmp_path.parents[:-2]:
        folder.chmod(0o755)
    lake = Lake(tmp_path)
    lake.load(State(dim() | {"dim/2021.csv": b"a,x,\n"}))
    before = lake.bytes()
    write(State(dim() | {"dim/2021.csv": b"a,x,\nb,y,\n", "dim/2022.csv": b"c,z,\n"}), lake.export)
    (lake.export / closed).chmod(0)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        with pytest.raises(ExportError, match=r"no permission|Permission denied"):
            lake.load()
    finally:
        if root:
            os.seteuid(0)
        (lake.export / closed).chmod(0o755)
    assert lake.bytes() == before
    lake.load()
    assert sorted(lake.values("Id")) == [("a",), ("b",), ("c",)]
