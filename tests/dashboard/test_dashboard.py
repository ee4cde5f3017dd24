"""The dashboard, in a real browser: what it shows is what gold holds."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright
from support.project import ROOT, Project, record

from python_helpers.dashboard.aibi import text
from python_helpers.dashboard.spec import COUNTS, SECTIONS

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
# Nothing but the page: no sandbox, which root can't have, and none of the browser's own traffic.
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
EVIL = "<script>window.harmed = 1</script><b>Mallory"


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Project:
    """The sample, and a customer whose name is HTML."""
    project = Project(tmp_path_factory.mktemp("dashboard"))
    shutil.copytree(ROOT / "sample" / "dataverse-contoso-org", project.export)
    shutil.copy(ROOT / "sample" / "finance" / "customer_finance.csv", project.finance)
    entities = json.loads((project.export / "model.json").read_text())["entities"]
    (attributes,) = (entity["attributes"] for entity in entities if entity["name"] == "crc33_customer")
    row = record([attribute["name"] for attribute in attributes], Id="evil", SinkModifiedOn="10/31/2026 12:00:00 PM",
                 crc33_name=EVIL, crc33_email="mallory@example.com", versionnumber=9)  # fmt: skip
    project.append("2026", row)
    project.build("--exclude-resource-type", "test", without=("path:models/handover",))
    return project


@pytest.fixture(scope="module")
def dashboard(sample) -> Path:
    return written(sample.database, sample.folder / "out")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        pytest.skip(f"The dashboard is tested in a browser, and there is none of {', '.join(BROWSERS)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def seen() -> list[str]:
    """What the page of the module said, failed at and asked for."""
    return []


@pytest.fixture(scope="module")
def opened(browser, dashboard, seen) -> Page:
    return show(browser, dashboard, seen)


@pytest.fixture
def page(opened) -> Page:
    opened.fill("#query", "")
    return opened


def c360(database: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [Path(sys.executable).with_name("c360"), "dashboard", *arguments],
        cwd=ROOT,
        env={**os.environ, "C360_TARGET": "duckdb", **environment, "C360_DUCKDB": str(database)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def written(database: Path, out: Path, *arguments: str, **environment: str) -> Path:
    shown = c360(database, "--out", str(out), *arguments, **environment)
    assert shown.returncode == 0, shown.stdout
    assert shown.stdout == f"Dashboard: {out / 'dashboard.html'}\n"
    return out / "dashboard.html"


def show(browser: Browser, path: Path, seen: list[str]) -> Page:
    """Opens a dashboard and waits until all of it is there."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("request", lambda request: seen.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    expect(page.locator("html[data-ready]")).to_be_attached(timeout=60_000)
    return page


def changed(project: Project, folder: Path, *statements: str) -> Path:
    """A copy of the database in which the statements ran."""
    copy = folder / "changed.duckdb"
    shutil.copy(project.database, copy)
    with duckdb.connect(copy) as database:
        for statement in statements:
            database.execute(statement)
    return copy


def numbers(page: Page, figure: str) -> list[tuple]:
    """The table behind a chart."""
    rows = page.locator(f"#figure-{figure} tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [
        tuple(int(cell.replace(",", "")) if re.fullmatch(r"[\d,]+", cell) else cell for cell in row) for row in rows
    ]


def tiles(page: Page) -> dict[str, str]:
    return dict(page.locator(".tiles > div").evaluate_all(
        "tiles => tiles.map(tile => [tile.querySelector('dt').textContent, tile.querySelector('.value').textContent])"
    ))  # fmt: skip


def words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def test_it_opens_without_errors_and_requests_nothing(opened, seen):
    assert opened.title() == "Customer 360"
    assert seen == []


def test_each_chart_has_marks(page):
    charts = page.locator("[data-chart]")
    assert charts.count() == 17
    for chart in charts.all():
        assert chart.locator("svg .role-mark path").count() > 0, chart.get_attribute("data-chart")


def test_its_numbers_match_gold(page, sample):
    ((customers, records),) = sample.query("select count(*), sum(records) from gold.customers as everybody")
    shown = tiles(page)
    assert shown["Customers"] == f"{customers:,}"
    assert shown["Source records"] == f"{records:,}"
    assert shown["Rows accounted for"] == "100 %"
    ((revenue,),) = sample.query("select sum(revenue) from gold.customer_measures")
    assert shown["Revenue"] == f"{revenue:,.0f}"

    sizes = sample.query("select segment, count(*) from gold.customer_segments group by all order by 2 desc, 1")
    shown = [(words(name), size if size >= 5 else "hidden") for name, size in sizes]
    assert Counter(row[:2] for row in numbers(page, "segments")) == Counter(shown)
    bars = page.locator("#figure-segments svg .mark-text.role-mark text").all_text_contents()
    assert bars == [f"{size:,}" for _, size in sizes if size >= 5]

    ages = sample.query("select age_band, count(*) from gold.customer_measures group by all")
    assert sorted(numbers(page, "ages")) == sorted(ages)
    assert sum(count for _, count in numbers(page, "countries")) == customers
    germans = sample.query("select count(*) from gold.customers where country_code = 'DE'")
    assert dict(numbers(page, "countries"))["Germany"] == germans[0][0]
    ((dated,),) = sample.query("select count(created_at) from gold.customers")
    assert 0 < customers - dated < 5
    expect(page.locator("#figure-growth")).to_contain_text("Fewer than 5 have no date of creation")
    assert numbers(page, "growth")[-1][2] == dated
    assert sum(row[1] for row in numbers(page, "new_customers")) == dated
    ((credit,),) = sample.query("select count(credit_use) from gold.customer_measures")
    assert sum(count for _, count in numbers(page, "credit_use")) == credit
    by_records = [count for _, count in numbers(page, "records")]
    known = sum(count for count in by_records if count != "hidden")
    assert known + by_records.count("hidden") <= customers
    rejected = sample.query("select count(*) from silver.rejected_rows")
    assert sum(row[2] for row in numbers(page, "rejected")) == rejected[0][0]
    email = next(row for row in numbers(page, "completeness") if row[0] == "E-mail")
    assert email[1] + email[2] == sample.query("select count(email) from gold.customers")[0][0]
    assert sum(email[1:]) == customers

    for name, exported, *outcomes in numbers(page, "accounts"):
        assert exported == sum(outcomes), name
    loaded = sample.query("select count(*) from bronze.crc33_customer")[0][0]
    assert dict(row[:2] for row in numbers(page, "accounts"))["Customer table"] == loaded


def test_it_shows_changes_in_segments_since_the_last_build(browser, sample, tmp_path):
    moved = "select customer_id from gold.customer_segments where segment = 'senior' limit 8"
    snapshot = "snapshots.customer_segments_snapshot"
    copy = changed(
        sample,
        tmp_path,
        f"update {snapshot} set dbt_valid_from = dbt_valid_from + interval 1 day where segment = 'senior' and "
        f"customer_id in ({moved})",
        f"insert into {snapshot} by name select * replace ('gone' as customer_id, dbt_valid_from + interval 1 day as "
        f"dbt_valid_to) from {snapshot} where segment = 'senior' and dbt_valid_from = (select min(dbt_valid_from) from "
        f"{snapshot}) limit 1",
    )
    page = show(browser, written(copy, tmp_path), [])
    assert next(row for row in numbers(page, "segments") if row[0] == "Senior")[3:] == (8, "hidden")
    expect(page.locator("#figure-segments svg")).to_contain_text("+8 \N{MINUS SIGN}< 5")
    page.close()


def test_the_search_finds_a_person(page, sample):
    rows = page.locator("#people tbody tr")
    expect(rows).to_have_count(25)
    ((name, email, spend, currency),) = sample.query(
        "select full_name, email, spend, currency from gold.customers where spend > 1000 and email is not null "
        "order by customer_id limit 1"
    )
    page.fill("#query", email.upper())
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(name)
    expect(rows).to_contain_text(f"{currency} {spend:,.2f}".removesuffix(".00"))
    page.fill("#query", "bjorn nielsen")
    expect(rows.first).to_contain_text("Björn")
    ((customer_id, phone, number),) = sample.query(
        "select customer_id, phone, customer_number from gold.customers where phone like '+49______%' "
        "and customer_number is not null order by customer_id limit 1"
    )
    for typed in (phone, f"0{phone[3:6]} / {phone[6:8]}-{phone[8:]}", f"({phone}) ", number.lower(), customer_id):
        page.fill("#query", typed)
        page.locator("#people tbody button").first.press("Enter")
        expect(page.locator("#card")).to_contain_text(customer_id)
        page.keyboard.press("Escape")
    ((former, current),) = sample.query(
        "select previous_customer_id, customer_id from gold.customer_id_redirects order by all limit 1"
    )
    page.fill("#query", former)
    expect(rows).to_have_count(1)
    page.locator("#people tbody button").press("Enter")
    expect(page.locator("#card")).to_contain_text(f"Customer {current}")
    expect(page.locator("#card")).to_contain_text(f"Also known as {former}")
    page.keyboard.press("Escape")
    page.fill("#query", "nobody of that name")
    expect(page.locator("#found")).to_have_text("0 customers")
    page.fill("#query", "")
    page.select_option("#segment", label="Win back")
    ((size,),) = sample.query("select count(*) from gold.customer_segments where segment = 'win_back'")
    expect(page.locator("#found")).to_have_text(f"{size} customers")
    page.select_option("#segment", label="All customers")


def test_the_table_sorts_and_pages(page, sample):
    ((orders,),) = sample.query("select list(orders order by orders desc) from gold.customer_measures")
    cells = page.locator("#people tbody tr td:nth-child(7)")
    page.get_by_role("button", name="Orders", exact=True).click()
    expect(page.locator("#people th[aria-sort=descending]")).to_have_text("Orders")
    assert cells.all_text_contents() == [str(count) for count in orders[:25]]
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#page")).to_contain_text("Page 2 of")
    assert cells.all_text_contents() == [str(count) for count in orders[25:50]]
    page.get_by_role("button", name="Orders", exact=True).click()
    assert set(cells.all_text_contents()) == {"0"}
    # amounts of different currencies can't be compared
    page.get_by_role("button", name="Yearly spend").click()
    spent = sample.query("select currency, spend from gold.customers where spend is not null and currency is not null "
                         "order by currency, spend desc limit 25")  # fmt: skip
    shown = page.locator("#people tbody tr td:nth-child(6)").all_text_contents()
    assert shown == [f"{currency} {spend:,.2f}".removesuffix(".00") for currency, spend in spent]
    page.get_by_role("button", name="Name", exact=True).click()


def test_a_card_opens_and_closes_with_the_keyboard(page, sample):
    ((customer_id,),) = sample.query(
        "select customer_id from gold.customers where records > 2 and email is not null order by customer_id limit 1"
    )
    page.fill("#query", customer_id)
    name = page.locator("#people tbody button")
    expect(name).to_have_count(1)
    page.locator("#query").press("Tab")
    name.focus()
    name.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    expect(card).to_contain_text(customer_id)
    for value, rule in sample.query(
        "select value, rule from gold.customer_attribute_provenance where attribute in ('full_name', 'email') "
        f"and customer_id = '{customer_id}'"
    ):
        expect(card.locator("tr", has_text=words(rule)).filter(has_text=value)).not_to_have_count(0)
    for (segment,) in sample.query(f"select segment from gold.customer_segments where customer_id = '{customer_id}'"):
        expect(card.locator(".chip", has_text=words(segment))).to_have_count(1)
    happened = sample.query(f"select count(*) from gold.customer_timeline where customer_id = '{customer_id}'")[0][0]
    expect(card.locator("time")).to_have_count(happened)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(name).to_be_focused()


def test_html_in_a_name_is_shown_as_text(page):
    page.fill("#query", "mallory")
    button = page.locator("#people tbody button")
    shown = button.text_content()
    assert shown.lower() == EVIL.lower()
    button.press("Enter")
    expect(page.locator("#card-name")).to_have_text(shown)
    assert page.evaluate("window.harmed") is None
    assert page.locator("#card b").count() == 0
    page.keyboard.press("Escape")


def test_it_switches_between_light_and_dark(page):
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark").press("Enter")
    assert page.evaluate(colour) != light
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')") == "#1b2430"
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Dark").press("Enter")
    assert page.evaluate(colour) == light


def test_it_fits_on_a_phone(browser, dashboard):
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.goto(dashboard.as_uri())
    expect(page.locator("html[data-ready]")).to_be_attached(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_without_personal_data_it_shows_groups_only(browser, sample, tmp_path):
    path = written(sample.database, tmp_path, "--no-personal-data")
    text = path.read_text().split('<script type="module">')[0]
    for column in ("customer_id", "full_name", "email", "phone", "street_address", "customer_number"):
        values = sample.query(f"select distinct {column} from gold.customers where length({column}) > 6")
        assert [value for (value,) in values if value in text] == []
    seen = []
    page = show(browser, path, seen)
    assert seen == []
    expect(page.locator("main")).to_contain_text("Personal data are left out")
    assert page.locator("#find, #table-clusters, #table-reviews").count() == 0
    assert tiles(page)["Customers"] == f"{sample.query('select count(*) from gold.customers')[0][0]:,}"
    page.close()


def test_no_number_is_of_few_customers(browser, sample, tmp_path):
    """On a company with so few customers that every kind of number is small somewhere."""
    path = changed(
        sample,
        tmp_path,
        "create or replace table gold.customers as from gold.customers order by md5(customer_id) limit 60",
        *(
            f"delete from gold.{name} where customer_id is not null and customer_id not in "
            "(select customer_id from gold.customers)"
            for name in ("customer_measures", "customer_segments", "customer_identities", "customer_consent",
                         "customer_attribute_provenance", "customer_finance", "customer_timeline")
        ),
        "update gold.customers set created_at = null where customer_id = (select min(customer_id) from gold.customers)",
        "update snapshots.customer_segments_snapshot set dbt_valid_from = dbt_valid_from + interval 1 day "
        "where customer_id in (select customer_id from gold.customers)",
    )  # fmt: skip
    not_people = {"place", "other_place", "attributes", "smallest_group", "reviews", "finance_alone", "deleted",
                  "finance_records", "rejects"}  # fmt: skip
    hidden = set()
    with duckdb.connect(path, read_only=True) as database:
        columns = database.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'reports' "
            "and table_name <> 'rpt_row_accounts' and data_type in ('BIGINT', 'INTEGER')"
        ).fetchall()
        assert len(columns) > 25
        for name, column in columns:
            if column in not_people:
                continue
            given = [number for (number,) in database.execute(f"select {column} from reports.{name}").fetchall()]
            assert [number for number in given if number in (1, 2, 3, 4)] == [], (name, column)
            if None in given:
                hidden.add((name, column))
    assert {
        ("rpt_segments", "customers"), ("rpt_segments", "new_members"), ("rpt_customers_by_age", "customers"),
        ("rpt_customers_by_quarter", "customers"), ("rpt_consents", "refused"), ("rpt_credit_use", "customers"),
        ("rpt_completeness", "disputed"), ("rpt_key_figures", "without_date"), ("rpt_currencies", "over_limit"),
        ("rpt_records_per_customer", "customers"), ("rpt_matching_rules", "records"),
    } <= hidden  # fmt: skip

    page = show(browser, written(path, tmp_path, "--no-personal-data"), seen := [])
    assert seen == []
    shown = page.evaluate("JSON.parse(document.getElementById('charts').textContent)")
    fields = {*COUNTS, "count"} - {"records"}
    charts = [(name, row) for name, chart in shown.items() if name not in ("accounts", "freshness", "rejected")
              for row in values_in(chart)]  # fmt: skip
    assert len(charts) > 100
    assert [(name, row) for name, row in charts if any(row.get(field) in (1, 2, 3, 4) for field in fields)] == []
    for name in (*shown, "currencies"):
        if name not in ("accounts", "freshness", "rejected", "overlap"):  # a share of 1 is all
            cells = page.locator(f"#figure-{name} tbody td.number, #table-{name} tbody td.number").all_text_contents()
            assert [cell for cell in cells if cell in ("1", "2", "3", "4")] == [], name
    assert page.get_by_text("hidden", exact=True).count() > 10
    said = " ".join(page.locator("dl, .about, figcaption, .table > p").all_text_contents())
    people = r"customers|buyers|said|have no date|new in"
    assert re.findall(rf"(?<![\d,.<]) [1-4] (?:{people})", said) == []
    assert "Fewer than 5 have no date of creation" in said
    page.close()


def values_in(chart: object) -> list[dict]:
    """The rows of data anywhere in a chart."""
    if isinstance(chart, list):
        return [row for item in chart for row in values_in(item)]
    if not isinstance(chart, dict):
        return []
    given = [row for row in chart.get("values", []) if isinstance(row, dict)]
    return given + [row for item in chart.values() for row in values_in(item)]


def test_the_figures_of_consent_agree(page, sample):
    """The tile, the chart and the AI/BI dashboard say the same of e-mail: who said nothing didn't say yes."""
    ((yes, no, customers),) = sample.query(
        "select count(*) filter (is_allowed), count(*) filter (not is_allowed), (select count(*) from gold.customers) "
        "from gold.customer_consent where channel = 'email'"
    )
    unknown = customers - yes - no
    assert min(yes, no, unknown) > 5
    assert tiles(page)["Open to e-mail"] == f"{yes:,}"
    expect(page.locator(".tiles")).to_contain_text(f"said yes; {no:,} said no, {unknown:,} said nothing")
    assert numbers(page, "consent")[0] == ("E-mail", yes, no, unknown)
    figures = "select email_allowed, email_refused, email_unknown from reports.rpt_key_figures"
    assert sample.query(figures) == [(yes, no, unknown)]
    counters = {counter.column for section in SECTIONS for counter in section.counters}
    assert {"email_allowed", "email_refused", "email_unknown"} <= counters


def test_the_databricks_dashboard_asks_for_existing_columns_and_no_personal_data(sample):
    dashboard = json.loads(text())
    values = {}
    for column in ("customer_id", "full_name", "email", "phone", "street_address", "customer_number"):
        found = sample.query(f"select distinct lower({column}) from gold.customers where length({column}) > 6")
        values.update((value, column) for (value,) in found)
    tagged = {
        column["name"]
        for file in ROOT.glob("models/marts/**/*.yml")
        for model in yaml.safe_load(file.read_text()).get("models", [])
        for column in model.get("columns", [])
        if "personal_data" in column.get("databricks_tags", {})
    }
    assert {"email", "full_name", "income"} <= tagged
    assert len(values) > 1000
    given = {}
    with duckdb.connect(sample.database, read_only=True) as database:
        for dataset in dashboard["datasets"]:
            answer = database.execute("".join(dataset["queryLines"]))
            given[dataset["name"]] = {column[0] for column in answer.description}
            for cell in (str(cell).lower() for row in answer.fetchall() for cell in row):
                assert cell not in values, (dataset["name"], values[cell])
    assert not {name: columns & tagged for name, columns in given.items() if columns & tagged}
    asked = [
        (query["query"]["datasetName"], field["name"])
        for page in dashboard["pages"]
        for item in page["layout"]
        for query in item["widget"].get("queries", [])
        for field in query["query"]["fields"]
    ]
    assert len(asked) > 50
    assert [(dataset, field) for dataset, field in asked if field not in given[dataset]] == []


def test_production_leaves_out_personal_data_unless_asked(sample, tmp_path):
    path = written(sample.database, tmp_path, C360_TARGET="databricks")
    assert "Personal data are left out" in path.read_text()
    path = written(sample.database, tmp_path, "--personal-data", C360_TARGET="databricks")
    assert 'id="customers-packed"' in path.read_text()


def test_it_says_when_there_are_no_customers(browser, sample, tmp_path):
    gold = sample.query("select table_name from information_schema.tables where table_schema = 'gold' and table_type "
                        "= 'BASE TABLE'")  # fmt: skip
    copy = changed(
        sample, tmp_path, *(f"create or replace table gold.{name} as from gold.{name} limit 0" for (name,) in gold)
    )
    seen = []
    page = show(browser, written(copy, tmp_path), seen)
    assert seen == []
    expect(page.get_by_text("There are no customers in gold yet")).to_be_visible()
    assert tiles(page)["Customers"] == "0"
    page.close()


def test_it_lists_the_customers_that_changed_last(browser, sample, tmp_path):
    page = show(browser, written(sample.database, tmp_path, "--customers", "30"), [])
    expect(page.locator("#found")).to_have_text("30 customers")
    expect(page.locator("#find")).to_contain_text("The table has the 30 customers that changed last")
    page.close()


def test_before_the_first_build_it_says_what_to_do(tmp_path):
    shown = c360(tmp_path / "none.duckdb", "--out", str(tmp_path))
    assert shown.returncode == 1
    assert "nothing was built yet. Run make build" in shown.stdout
    duckdb.connect(tmp_path / "empty.duckdb").close()
    shown = c360(tmp_path / "empty.duckdb", "--out", str(tmp_path))
    assert shown.returncode == 1
    assert "holds no Customer 360" in shown.stdout
    assert "Traceback" not in shown.stdout
