"""The layout of the Python packages keeps its limits, and the counting finds what breaks them."""

import ast

from support.counts import circles, figures, imported, of_python
from support.project import ROOT

from python_helpers.project.lineage import compiled


def test_the_project_keeps_its_limits():
    assert [str(figure) for figure in figures(compiled(ROOT)) if figure.is_over] == []


def test_no_modules_import_each_other():
    assert [figure.where for figure in of_python() if figure.name == "import circles"] == [""]


def test_an_import_within_a_function_closes_a_circle():
    inner = ast.parse("def late():\n    from package import first\n    import package.third")
    assert set(imported("package.second", inner, {"package.first", "package.third"})) == {
        "package.first",
        "package.third",
    }
    first_and_second = {"first": {"second"}, "second": {"first"}, "third": {"first"}}
    assert circles(first_and_second) == [["first", "second"]]
    assert circles({"first": {"second"}, "second": {"third"}, "third": set()}) == []
