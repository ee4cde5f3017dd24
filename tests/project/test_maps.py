"""The project's maps name everything that exists."""

import re

import yaml
from support.project import ROOT

PAGE = ROOT / "docs" / "matching.md"


def test_the_map_of_matching_names_each_model_once_and_in_the_order_of_their_references():
    named = re.findall(r"^\| \d+ \| \[(\w+)\]\(\.\./(\S+)\)", PAGE.read_text(), re.M)
    files = {path.stem: path for path in (ROOT / "models" / "identity").rglob("*") if path.suffix in (".sql", ".py")}
    assert sorted(name for name, _ in named) == sorted(files)
    order = [name for name, _ in named]
    for name, path in named:
        assert ROOT / path == files[name]
        read = re.findall(r"ref\(['\"](\w+)['\"]\)", files[name].read_text())
        assert [other for other in read if other in order[order.index(name) :]] == [], name


def test_the_map_of_matching_names_each_of_its_variables():
    variables = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    used = {name for name in variables if name.startswith(("match_", "review_", "max_", "shared_", "duplicate_"))}
    assert {name for name in used if f"`{name}`" not in PAGE.read_text()} == set()


def test_the_map_of_the_project_names_each_folder():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    hidden = ("logs", "target", "build", "dist")
    folders = [path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier()]
    layers = [path.name for parent in ("models", "python_helpers", "macros") for path in (ROOT / parent).iterdir()]
    wanted = {name for name in folders + layers if name not in hidden and "." not in name and name != "__pycache__"}
    assert {name for name in wanted if not re.search(rf"\b{name}\b", text)} == set()
