"""Each section of docs/segments-and-measures.md that adds something, carried out as it is written."""

import re
import shutil
import textwrap
from pathlib import Path

import pytest
from support.project import ROOT, Project, forget

from python_helpers.export.layouts import Export
from python_helpers.project.scaffold_column import add_columns

PAGE = ROOT / "docs" / "segments-and-measures.md"
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)
PLACE = re.compile(r"\b(?P<where>after|before) the line\s+`(?P<line>[^`]*)`:\s*$")
FILE = re.compile(r"`((?:models|seeds)/[^`]*)`")


def of_sample(project: Project) -> Project:
    project.export, project.finance = (
        ROOT / "sample" / "dataverse-contoso-org",
        ROOT / "sample" / "finance" / "customer_finance.csv",
    )
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    """The sample, before anything is added."""
    project = of_sample(Project(tmp_path_factory.mktemp("built")))
    project.build(without=())
    return project


@pytest.fixture
def copy(built, tmp_path) -> Project:
    """The project as files that can be changed, and the sample, built before the change."""
    root = tmp_path / "project"
    ignored = shutil.ignore_patterns("golden", "__pycache__")
    for name in ("models", "macros", "snapshots", "seeds"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    (root / "tests").mkdir()
    for name in ("generic", "seeds"):
        shutil.copytree(ROOT / "tests" / name, root / "tests" / name)
    for test in (ROOT / "tests").glob("*.sql"):
        shutil.copy(test, root / "tests")
    for name in ("dbt_project.yml", "profiles.yml", ".dbtignore", "python_helpers"):
        (root / name).symlink_to(ROOT / name)
    project = of_sample(Project(tmp_path, root=root))
    shutil.copy(built.database, project.database)
    return project


def text_of(section: str) -> str:
    return PAGE.read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]


def build(section: str, project: Project) -> None:
    """Runs the section's own dbt command, which must do all that the section promises."""
    (command,) = re.findall(r"^ *[.]venv/bin/dbt (.*)$", text_of(section), re.M)
    printed = project.printed(*command.split())
    assert printed.returncode == 0, printed.stdout


def carry_out(text: str, root: Path) -> set[str]:
    """Changes the files as the steps of a section say; gives their names."""
    changed, end = [], 0
    for fence in FENCE.finditer(text):
        said, end = text[end : fence.start()], fence.end()
        if fence[2] == "sh":
            continue
        changed += FILE.findall(said)
        file, added = root / changed[-1], textwrap.indent(fence[3], "") if not fence[1] else unindented(fence)
        place = PLACE.search(said)
        if place is None:
            file.write_text((file.read_text() if file.exists() else "") + added)
            continue
        lines = file.read_text().splitlines(keepends=True)
        (at,) = [number for number, line in enumerate(lines) if line == place["line"] + "\n"]
        lines.insert(at + (place["where"] == "after"), added)
        file.write_text("".join(lines))
    return set(changed)


def unindented(fence: re.Match) -> str:
    return re.sub(f"^{fence[1]}", "", fence[3], flags=re.M)


def test_a_measure(copy):
    files = carry_out(text_of("Add a measure"), copy.root)
    assert len(files) == 2
    (copy.root / "seeds" / "segment_rules.csv").open("a").write("saver,surplus,>,0,\n")
    build("Add a measure", copy)
    assert copy.query("select count(surplus) > 0 from handover.CustomerMeasure") == [(True,)]
    copy.build("--select", "segment_rules+")
    members = "select customer_id from gold.customer_segments where segment = 'saver' order by 1"
    assert copy.query(members) == copy.query(
        "select customer_id from gold.customer_measures where surplus > 0 order by 1"
    )


def test_a_measure_of_orders(copy):
    assert len(carry_out(text_of("Add a measure of orders"), copy.root)) == 3
    build("Add a measure of orders", copy)
    wrong = """
    with measures as (from gold.customer_measures limit 1), recent as (
        select customer_id, count(*) as orders
        from silver.sales_order_current as sales_order
        inner join gold.customer_identities as identities
            on sales_order.buyer_id = identities.source_key and identities.source = sales_order.buyer_type
        where state_code <> 2 and buyer_type = 'contact'
            and cast(coalesce(submitted_at, created_at) as date) > (select as_of_date - interval 3 month from measures)
            and coalesce(submitted_at, created_at) < (select as_of_date + interval 1 day from measures)
        group by all
    )
    from gold.customer_measures left join recent using (customer_id)
    where orders_last_quarter <> coalesce(recent.orders, 0) or orders_last_quarter is null
    """
    assert copy.query(wrong) == []
    assert copy.query("select count(*) from handover.CustomerMeasure where orders_last_quarter is null") == [(0,)]


def test_a_column_of_the_profile(copy):
    files = carry_out(text_of("Add a column to the profile"), copy.root)
    assert len(files) <= 4
    (copy.root / "seeds" / "segment_rules.csv").open("a").write("chief,job_title,contains,manager,\n")
    build("Add a column to the profile", copy)
    # only who has a job title got a new version, and it is no change of the profile
    assert copy.query(
        "select count(*) = (select count(job_title) from gold.customers) from snapshots.customers_snapshot "
        "where dbt_valid_to is not null"
    ) == [(True,)]
    assert copy.query("select count(*) from gold.customer_timeline where kind = 'profile'") == [(0,)]
    copy.build("--select", "segment_rules+")
    for table in ("gold.customers", "gold.customer_profile_history", "handover.Customer"):
        assert copy.query(f"select count(job_title) > 0 from {table}") == [(True,)], table
    assert copy.query("select count(*) from gold.customer_segments where segment = 'chief'") == copy.query(
        "select count(*) from gold.customers where job_title ilike '%manager%'"
    )
    wrong = (
        "from gold.customers join gold.customer_attribute_provenance using (customer_id) "
        "where attribute = 'job_title' and value <> job_title"
    )
    assert copy.query(wrong) == []


def test_a_column_that_staging_lacks(copy):
    ids = "select record_id, customer_id from gold.customer_identities order by 1"
    before = copy.query(ids)
    (argv,) = re.findall(r"c360 (scaffold .*)", text_of("Add a column that staging lacks"))
    written = add_columns(Export(str(copy.export)), copy.root, argv.split()[1], argv.split()[3:])
    assert len(list(written)) == 2
    of_job_title = text_of("Add a column to the profile")
    # what leads have comes after the line that tells of which contact they are
    head, of_leads, tail = of_job_title.partition("'contact:'")
    tail = tail.replace("       job_title,", "       cast(null as string) as job_title,", 1)
    assert len(carry_out(f"{head}{of_leads}{tail}".replace("job_title", "family_status_label"), copy.root)) <= 4
    build("Add a column that staging lacks", copy)
    found = dict(copy.query("select family_status_label, count(*) from gold.customers group by all"))
    assert set(found) == {None, "Single", "Married", "Divorced", "Widowed"} and copy.query(ids) == before


def test_segments_of_both_kinds(copy):
    assert len(carry_out(text_of("Add a segment"), copy.root)) == 3
    build("Add a segment", copy)
    assert copy.query("select count(*) > 0 from handover.CustomerSegment where segment = 'quiet_top_earner'") == [
        (True,)
    ]
    assert len(carry_out(text_of("Add a segment in SQL"), copy.root)) == 4
    forget(copy.root)
    build("Add a segment in SQL", copy)
    tested = copy.printed("test", "--select", "segments_follow_the_rules")
    assert tested.returncode == 0, tested.stdout
    found = dict(copy.query("select segment, count(*) from gold.customer_segments group by all"))
    for segment in ("quiet_top_earner", "lapsed_caller"):
        assert found[segment] > 0
        handed_over = f"select count(*) from handover.CustomerSegment where segment = '{segment}'"
        assert copy.query(handed_over) == [(found[segment],)]
    reasons = copy.query("select reason from gold.customer_segments where segment = 'quiet_top_earner'")
    assert all(
        re.search(r"country_code not in FR\|NL .* and .*income_percentile >= 0.9", reason) for (reason,) in reasons
    )
    assert copy.query("select owner from silver.segments where segment = 'lapsed_caller'") == [("sales",)]


def test_a_segment_in_sql_that_is_not_listed_stops_the_build(copy):
    (copy.root / "models" / "marts" / "segments" / "idle.sql").write_text(
        "select 'a' as customer_id, 'idle' as reason\n"
    )
    built = copy.run("build", "--exclude-resource-type", "unit_test")
    assert built.returncode != 0
    assert "customer_segments.sql: add the segment idle" in built.stdout
