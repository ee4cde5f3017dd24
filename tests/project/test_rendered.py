"""docs/staging.md shows what the macro stage makes of a table."""

from support.project import ROOT

from python_helpers.project.rendered import FILE, text


def test_the_rendered_example_is_current():
    assert (ROOT / FILE).read_text("utf-8") == text(ROOT), "run `make generated` and look at what git shows"
