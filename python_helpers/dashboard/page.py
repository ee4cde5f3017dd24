"""Writes what gold holds as one HTML page that needs no server and no network."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import altair as alt
import duckdb
import jinja2
import vl_convert

from python_helpers.dashboard import charts, spec
from python_helpers.dashboard.people import CARDS_IN_A_PART, people
from python_helpers.dashboard.spec import SECTIONS, Part, query

TEMPLATES = Path(__file__).with_name("templates")
EMPTY = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
# Queries of the page alone, in DuckDB's own SQL.
AMOUNTS = """
with
amounts as (
    unpivot (select coalesce(currency, 'no currency') as currency, income, spend from gold.customers where has_finance)
    on income, spend into name measure value amount
),
limits as (
    select currency, greatest(quantile_cont(amount, 0.99)::double, 1) as high, pow(10, floor(log10(high / 20))) as ten,
        case when high / 20 > 5 * ten then 10 when high / 20 > 2 * ten then 5 when high / 20 > ten then 2 else 1 end
        * ten as width
    from amounts group by currency having count(*) >= 2 * $smallest
),
bins as (
    select currency, measure, width, unnest(range((high / width)::bigint + 2)) as bin
    from limits cross join (select unnest(['income', 'spend']) as measure)
),
counted as (
    select currency, measure, floor(amount / width)::bigint as bin, count(*) as customers
    from amounts join limits using (currency) group by all
)
select currency, measure, bin * width as amount, width,
    case when customers is null then 0 when customers >= $smallest then customers end as customers
from bins left join counted using (currency, measure, bin) order by currency, measure, amount
"""
CLUSTERS = """
select customer_id, coalesce(full_name, '(no name)') as name, records
from gold.customers where records > 1 order by records desc, full_name, customer_id limit 8
"""
REVIEWS = """
select
    coalesce(a.full_name, match_reviews.record_a) as one, coalesce(b.full_name, match_reviews.record_b) as other,
    a.source as one_source, b.source as other_source, match_reviews.reason, match_reviews.weight::double as weight
from silver.match_reviews
left join silver.person_records as a on a.record_id = record_a
left join silver.person_records as b on b.record_id = record_b
order by weight desc nulls last, record_a, record_b limit 8
"""
LOADS = """
select table_name, max(loaded_at) as loaded_at, sum(bytes_pending)::bigint as pending,
    sum(rows_quarantined)::bigint as quarantined
from bronze.load_state group by table_name
"""


@dataclass
class Figure:
    """A chart with the numbers that it shows: ``columns`` maps fields of ``rows`` to the headings of a table."""

    name: str
    title: str
    text: str
    rows: list[dict]
    columns: dict[str, str]
    chart: alt.Chart | alt.LayerChart
    is_wide: bool = False


@dataclass
class Table:
    """Rows of cells below ``headings``; all but the first ``left`` columns are aligned right."""

    name: str
    title: str
    text: str
    headings: list[str]
    rows: list[list]
    left: int = 1
    is_wide: bool = True


@dataclass
class Section:
    """A section with what it shows."""

    name: str
    title: str
    text: str
    parts: list[Figure | Table] = field(default_factory=list)


def page(database: duckdb.DuckDBPyConnection, with_personal_data: bool = True, cards: int = 100_000) -> str:
    """The HTML of the page.

    Without personal data it shows counts and amounts of groups only. ``cards`` is the largest number of customers in
    its table; those that changed last are in it. Raises duckdb.CatalogException when the reports aren't built.
    """
    reports = {part.report: _rows(database, query(part.report, part.order))
               for section in SECTIONS for part in section.parts if part.report != "row_accounts"}  # fmt: skip
    (headline,) = _rows(database, query("key_figures"))
    (identities,) = _rows(database, query("identities"))
    reports["row_accounts"] = list(_accounts(database))
    sources = {row["table_name"]: row["name"] for row in reports["row_accounts"]}
    section_texts = _section_texts(headline, identities, reports["row_accounts"])
    texts = _part_texts(headline, reports["segments"])
    for row in reports["segments"]:
        row["label"] = _size(row, f"< {headline['smallest_group']}")
    sections = [
        Section(section.name, section.title, section_texts[section.name],
                [_part(part, reports[part.report], texts[part.name]) for part in section.parts
                 if part.only in ("", "page")])
        for section in SECTIONS
    ]  # fmt: skip
    found = {section.name: section for section in sections}
    if headline["with_finance"] == 0:
        found["finance"].parts = [part for part in found["finance"].parts if part.name != "credit_use"]
    smallest = 1 if with_personal_data else headline["smallest_group"]
    found["finance"].parts = [*_amounts(database, reports["currencies"], smallest), *found["finance"].parts]
    waiting = f"{identities['reviews']:,} pairs may be one person and wait for a decision (silver.match_reviews)."
    if with_personal_data:
        found["identity"].parts += _doubtful(database, waiting, sources)
    else:
        found["identity"].text += f" {waiting}"
    customers, parts = "", []
    segments = [row["segment"] for row in reports["segments"] if row["customers"] != 0]
    if with_personal_data and headline["customers"]:
        customers, parts = people(database, segments, cards)
    figures = [part for section in sections for part in section.parts if isinstance(part, Figure) and part.rows]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["figure"] = _shown
    return environment.get_template("dashboard.html.jinja").render(
        headline=headline,
        tiles=_tiles(headline, reports["row_accounts"]),
        sections=sections,
        is_figure=lambda part: isinstance(part, Figure),
        with_personal_data=with_personal_data,
        left_out=max(headline["customers"] - cards, 0),
        loaded_at=max((row["loaded_at"] for row in reports["row_accounts"] if row["loaded_at"]), default=None),
        changed_at=max((row["changed_at"] for row in reports["row_accounts"] if row["changed_at"]), default=None),
        charts=_json({one.name: {**one.chart.to_dict(), "description": f"{one.title}. {one.text}"} for one in figures}),
        names=_json(
            {
                "segments": segments,
                "attributes": {row["attribute"]: row["name"] for row in reports["completeness"]},
                "sources": sources,
                "channels": {row["channel"]: row["name"] for row in reports["consents"]},
                "part": CARDS_IN_A_PART,
            }
        ),
        customers=customers,
        cards=parts,
        libraries=_libraries(),
        script=(TEMPLATES / "dashboard.js").read_text(),
        style=(TEMPLATES / "dashboard.css").read_text(),
    )


def _section_texts(headline: dict, identities: dict, tables: list[dict]) -> dict[str, str]:
    """Texts of sections with numbers in them, which take the place of those of the spec."""
    texts = {section.name: section.text for section in SECTIONS}
    with_finance = f"{_number(headline, 'with_finance')} of {headline['customers']:,} customers have a finance record."
    texts["finance"] = f"{with_finance} {texts['finance']}"
    text = f"{identities['records']:,} records of people became {identities['customers']:,} customers"
    if identities["deleted"]:
        text += f" ({identities['deleted']:,} of the records are deleted in Dynamics 365)"
    text += f". {identities['finance_records']:,} customer numbers of the finance file belong to one of them"
    text += f"; {identities['finance_alone']:,} finance records to nobody." if identities["finance_alone"] else "."
    texts["identity"] = text
    quarantined = sum(row["quarantined"] for row in tables)
    pending = sum(row["pending"] for row in tables)
    text = f"{quarantined:,} rows are in quarantine (c360 quarantine), " if quarantined else "None is in quarantine, "
    text += f"and {pending:,} bytes wait for the end of their line." if pending else "and none waits."
    texts["flow"] += f" {text}"
    return texts


def _part_texts(headline: dict, segments: list[dict]) -> dict[str, str]:
    """The same, of charts and tables."""
    small = f"Groups of fewer than {headline['smallest_group']}"
    texts = {part.name: part.text.replace("Small groups", small) for section in SECTIONS for part in section.parts}
    if headline["without_date"] != 0:
        texts["growth"] += f" {_number(headline, 'without_date')} have no date of creation."
    texts["ages"] = f"Age in full years on {_date(headline['as_of_date'])}."
    changed_at = next((row["changed_at"] for row in segments), None)
    texts["segments"] += (
        f" Next to the size: who joined and left in the build of {_time(changed_at)} UTC."
        if changed_at
        else " Who joined and left is shown after the first build in which a segment changes."
    )
    texts["rfm"] = f"{_number(headline, 'buyers')} of {headline['customers']:,} customers have orders. {texts['rfm']}"
    return texts


def _number(headline: dict, name: str) -> str:
    """A number of customers in words, as the reports give it."""
    return f"Fewer than {headline['smallest_group']}" if headline[name] is None else f"{headline[name]:,}"


def _part(part: Part, rows: list[dict], text: str) -> Figure | Table:
    if part.name == "accounts":
        rows = [row for row in rows if row["exported"]]
    if part.kind not in (spec.TABLE, spec.SHARES) and all(row[part.number] is None for row in rows):
        rows = []  # a chart without a number is none
    chart = charts.chart(part, rows) if part.kind != spec.TABLE else None
    # some are of few customers, some would give those away
    rows = [{name: "hidden" if value is None and name in spec.COUNTS else value for name, value in row.items()}
            for row in rows]  # fmt: skip
    if part.kind == spec.TABLE:
        cells = [[_cell(row, name, part.forms.get(name, "")) for name in part.columns] for row in rows]
        return Table(part.name, part.title, text, list(part.columns.values()), cells, is_wide=part.is_wide)
    return Figure(part.name, part.title, text, rows, part.columns, chart, part.is_wide)


def _size(segment: dict, few: str) -> str:
    """What a bar of a segment says: its size, and how many joined and left."""
    size, joined, left = (few if segment[name] is None else f"{segment[name]:,}" for name in
                          ("customers", "new_members", "gone"))  # fmt: skip
    return size if joined == left == "0" else f"{size}  +{joined} {MINUS}{left}"


def _amounts(database: duckdb.DuckDBPyConnection, currencies: list[dict], smallest: int) -> Iterator[Figure]:
    """Amounts in the currencies that have enough of them."""
    rows = _rows(database, AMOUNTS, smallest=smallest)
    known = {row["currency"] for row in rows}
    options = [row["currency"] for row in currencies if row["currency"] in known]
    if options:
        yield Figure(
            "amounts",
            "What customers earn and spend",
            "Customers by yearly income and spend. The highest hundredth of the amounts is beyond the right end.",
            [{**row, "customers": f"< {smallest}" if row["customers"] is None else row["customers"]} for row in rows],
            {"currency": "Currency", "measure": "Amount", "amount": "From", "customers": "Customers"},
            charts.amounts(rows, options),
        )


def _doubtful(database: duckdb.DuckDBPyConnection, waiting: str, sources: dict[str, str]) -> Iterator[Table]:
    """The people to look at, by name."""
    yield Table(
        "clusters",
        "Customers with the most records",
        "Open one to see its records, or run c360 explain.",
        ["Customer", "Records"],
        [[{"id": row["customer_id"], "name": row["name"]}, row["records"]] for row in _rows(database, CLUSTERS)],
        is_wide=False,
    )
    yield Table(
        "reviews",
        "Pairs to look at",
        f"{waiting} Decide them in seeds/match_overrides.csv.",
        ["One", "Other", "Why", "Weight"],
        [
            [
                *(f"{row[one]} ({sources.get(row[f'{one}_source'], 'Unknown')})" for one in ("one", "other")),
                row["reason"].replace("_", " ").capitalize(),
                f"{row['weight']:.2f}" if row["weight"] is not None else EMPTY,
            ]
            for row in _rows(database, REVIEWS)
        ],
        left=3,
        is_wide=False,
    )


def _accounts(database: duckdb.DuckDBPyConnection) -> Iterator[dict]:
    """What became of the rows of each exported table, and what the loader says of it."""
    loads = {row.pop("table_name"): row for row in _rows(database, LOADS)}
    unloaded = {"pending": 0, "quarantined": 0}
    for row in _rows(database, query("row_accounts", "name")):
        yield {**row, **loads.get(row["table_name"], unloaded)}


def _tiles(headline: dict, tables: list[dict]) -> list[tuple[str, str, str]]:
    customers = headline["customers"]
    rows = sum(row["exported"] for row in tables)
    accounted = sum(row[kind] for row in tables for kind in ("current", "superseded", "deleted", "rejected"))
    quarantined = sum(row["quarantined"] for row in tables)
    merged = headline["records"] - customers
    email = {name: _number(headline, f"email_{name}").lower() for name in ("refused", "unknown")}
    return [
        ("Customers", _shown(customers), f"{_number(headline, 'new_customers').lower()} new in the last 12 months"),
        ("Source records", _shown(headline["records"]), f"{merged:,} were duplicates of another one"),
        ("Profiles filled", _percent(headline["completeness"]), f"of {headline['attributes']} attributes, on average"),
        (
            "Open to e-mail",
            _number(headline, "email_allowed"),
            f"said yes; {email['refused']} said no, {email['unknown']} said nothing",
        ),
        ("Revenue", _shown(headline["revenue"]), f"base currency, from {_number(headline, 'buyers').lower()} buyers"),
        (
            "Rows accounted for",
            _percent(accounted / rows) if rows else EMPTY,
            f"of {rows:,} exported; {quarantined:,} in quarantine",
        ),
    ]


def _libraries() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script.

    Putting it together takes seconds, so it is kept in the environment that the libraries belong to.
    """
    kept = Path(sys.prefix) / "share" / "customer-360" / f"vega-{version('vl-convert-python')}.js"
    try:
        return kept.read_text(encoding="utf-8")
    except OSError:
        script = vl_convert.javascript_bundle().replace("</script", "<\\/script")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(".part")
        beside.write_text(script, encoding="utf-8")
        beside.replace(kept)
    except OSError:
        pass
    return script


def _rows(database: duckdb.DuckDBPyConnection, sql: str, **parameters: object) -> list[dict]:
    found = database.execute(sql, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _json(value: object) -> str:
    """JSON that can be in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=charts.plain).replace("<", "\\u003c")


def _cell(row: dict, name: str, form: str) -> object:
    if form == "money":
        return _money(row[name], row["currency"])
    return _percent(row[name]) if form == "share" else row[name]


def _shown(value: object) -> str:
    if value is None:
        return EMPTY
    if hasattr(value, "isoformat"):
        return _time(value) if hasattr(value, "hour") else _date(value)
    if isinstance(value, int):
        return f"{value:,}"
    return value if isinstance(value, str) else f"{value:,.2f}".removesuffix(".00")


def _percent(share: float | None) -> str:
    """Rounds down to tenths, so that 100 % means all."""
    return EMPTY if share is None else f"{int(float(share) * 1000) / 10:g} %"


def _money(amount: object, currency: str) -> str:
    if amount is None:
        return EMPTY
    return f"{amount:,.0f}" if currency == "no currency" else f"{currency} {amount:,.0f}"


def _time(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else EMPTY


def _date(day: object) -> str:
    return f"{day:%Y-%m-%d}" if day else EMPTY
