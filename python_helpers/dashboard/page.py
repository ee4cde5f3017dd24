"""Writes what gold holds as one HTML page that needs no server and no network."""

import base64
import gzip
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

from python_helpers.dashboard import spec as queries
from python_helpers.dashboard.spec import ATTRIBUTES, CHANNELS, SMALL_GROUP, SOURCES, source, words

TEMPLATES = Path(__file__).with_name("templates")
CARDS_IN_A_PART = 500
EMPTY = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
CONSENT = {"allowed": "yes", "refused": "no", "unknown": "no record says"}
COMPLETE = {"agreed": "filled", "disputed": "filled, sources disagree", "missing": "missing"}
OUTCOMES = {
    "current": "current",
    "superseded": "replaced by a later version",
    "deleted": "deleted",
    "rejected": "rejected",
}
RFM_GROUPS = ["champions", "loyal", "new", "promising", "at risk", "sleeping"]


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
    """Rows of cells below ``headings``; all but the first ``left`` columns stand right."""

    name: str
    title: str
    text: str
    headings: list[str]
    rows: list[list]
    left: int = 1
    is_wide: bool = True


@dataclass
class Section:
    name: str
    title: str
    text: str
    parts: list[Figure | Table] = field(default_factory=list)


def page(database: duckdb.DuckDBPyConnection, with_personal_data: bool = True, cards: int = 100_000) -> str:
    """The HTML of the page.

    Without personal data it has counts and amounts of groups only. ``cards`` is the largest number of customers in its
    table; those that changed last are in it. Raises duckdb.CatalogException when gold isn't built.
    """
    smallest = 1 if with_personal_data else SMALL_GROUP
    headline = _rows(database, queries.HEADLINE)[0]
    segments = [row["segment"] for row in _rows(database, queries.SEGMENTS)]
    accounts = list(_accounts(database))
    sections = [
        _customers(database, headline, smallest),
        _segments(database, smallest),
        _finance(database, headline, smallest),
        _quality(database),
        _identity(database, with_personal_data),
        _flow(accounts),
    ]
    figures = [part for section in sections for part in section.parts if isinstance(part, Figure) and part.rows]
    charts = {
        figure.name: {**figure.chart.to_dict(), "description": f"{figure.title}. {figure.text}"} for figure in figures
    }
    customers, parts = "", []
    if with_personal_data and headline["customers"]:
        customers, parts = _personal(database, segments, cards)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["figure"] = _shown
    return environment.get_template("dashboard.html.jinja").render(
        headline=headline,
        tiles=_tiles(headline, accounts),
        sections=sections,
        is_figure=lambda part: isinstance(part, Figure),
        with_personal_data=with_personal_data,
        left_out=max(headline["customers"] - cards, 0),
        loaded_at=max((row["loaded_at"] for row in accounts if row["loaded_at"]), default=None),
        changed_at=max((row["changed_at"] for row in accounts if row["changed_at"]), default=None),
        charts=_json(charts),
        names=_json(
            {
                "segments": segments,
                "attributes": ATTRIBUTES,
                "sources": SOURCES,
                "channels": CHANNELS,
                "part": CARDS_IN_A_PART,
            }
        ),
        customers=customers,
        cards=parts,
        libraries=_libraries(),
        script=(TEMPLATES / "dashboard.js").read_text(),
        style=(TEMPLATES / "dashboard.css").read_text(),
    )


def _tiles(headline: dict, accounts: list[dict]) -> list[tuple[str, str, str]]:
    customers = headline["customers"]
    rows = sum(row["exported"] for row in accounts)
    accounted = sum(row[kind] for row in accounts for kind in ("current", "superseded", "deleted", "rejected"))
    quarantined = sum(row["quarantined"] for row in accounts)
    merged = headline["records"] - customers
    return [
        ("Customers", _shown(customers), f"{headline['new_customers']:,} new in the last 12 months"),
        ("Source records", _shown(headline["records"]), f"{merged:,} were duplicates of another one"),
        ("Profiles filled", _percent(headline["completeness"]), f"of {len(ATTRIBUTES)} attributes, on average"),
        ("Open to e-mail", _shown(headline["reachable"]), f"{_percent(headline['reachable'] / customers)} of customers")
        if customers
        else ("Open to e-mail", "0", ""),
        ("Revenue", _shown(headline["revenue"]), f"base currency, from {headline['buyers']:,} buyers"),
        (
            "Rows accounted for",
            _percent(accounted / rows) if rows else EMPTY,
            f"of {rows:,} exported; {quarantined:,} in quarantine",
        ),
    ]


def _customers(database: duckdb.DuckDBPyConnection, headline: dict, smallest: int) -> Section:
    growth = _rows(database, queries.GROWTH)
    month = alt.X("month:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(grid=False))
    without = f" {headline['without_date']:,} have no date of creation." if headline["without_date"] else ""
    added = _rows(database, queries.NEW_CUSTOMERS)
    countries = _rows(database, queries.COUNTRIES, smallest=smallest)
    states = _rows(database, queries.STATES, smallest=smallest)
    ages = _rows(database, queries.AGES)
    consent = _rows(database, queries.CONSENTS)
    few = "" if smallest == 1 else f" Groups of fewer than {smallest} are left out."
    return Section(
        "customers",
        "Customers",
        "Who they are, since when, and where.",
        [
            Figure(
                "growth",
                "Customers over time",
                f"Today's customers, by when they were created in Dynamics 365.{without}",
                growth,
                {"month": "Month", "added": "New", "customers": "Customers"},
                alt.Chart(_data(growth))
                .mark_area(interpolate="step-after", line={"color": "var(--c1)"}, fillOpacity=0.16)
                .encode(
                    month,
                    alt.Y("customers:Q", title="customers"),
                    tooltip=[alt.Tooltip("month:T", timeUnit="utcyearmonth", title="month"), "customers:Q", "added:Q"],
                )
                .properties(width="container", height=220),
            ),
            Figure(
                "new_customers",
                "New customers in each quarter",
                "The last quarter may not be over.",
                added,
                {"quarter": "Quarter from", "customers": "New customers"},
                alt.Chart(_data(added))
                .mark_bar()
                .encode(
                    alt.X(
                        "quarter:T",
                        timeUnit="utcyearquarter",
                        title=None,
                        axis=alt.Axis(format="%Y", tickCount="year", grid=False),
                    ),
                    alt.Y("customers:Q", title="new customers"),
                    tooltip=[alt.Tooltip("quarter:T", timeUnit="utcyearquarter", title="quarter"), "customers:Q"],
                )
                .properties(width="container", height=220),
            ),
            Figure(
                "countries",
                "Customers by country",
                "The 15 largest countries.",
                countries,
                {"country": "Country", "customers": "Customers"},
                _bars(countries, "country", "customers"),
            ),
            Figure(
                "states",
                "Customers by state or region",
                f"The 15 largest, as they were typed.{few}",
                states,
                {"state": "State or region", "customers": "Customers"},
                _bars(states, "state", "customers"),
            ),
            Figure(
                "ages",
                "Customers by age",
                f"Age in full years on {_date(headline['as_of_date'])}.",
                ages,
                {"age_band": "Age", "customers": "Customers"},
                _bars(ages, "age_band", "customers"),
            ),
            Figure(
                "consent",
                "What customers agreed to",
                "One record of a customer that says no is enough.",
                consent,
                {"name": "Channel", "allowed": "Yes", "refused": "No", "unknown": "No record says"},
                _stack(consent, CONSENT, ["c1", "c4", "c0"], "share of customers"),
            ),
        ],
    )


def _segments(database: duckdb.DuckDBPyConnection, smallest: int) -> Section:
    rows = _rows(database, queries.SEGMENTS)
    try:
        changes = {row["segment"]: row for row in _rows(database, queries.CHANGES)}
    except duckdb.CatalogException:
        changes = {}
    since = next((row["changed_at"] for row in changes.values()), None)
    for gone in changes.keys() - {row["segment"] for row in rows}:
        rows.append({"segment": gone, "name": changes[gone]["name"], "customers": 0, "share": 0.0})
    for row in rows:
        change = changes.get(row["segment"], {"new_members": 0, "gone": 0})
        row.update(new_members=change["new_members"], gone=change["gone"])
        moved = f"  +{row['new_members']:,} {MINUS}{row['gone']:,}" if row["new_members"] or row["gone"] else ""
        row["label"] = f"{row['customers']:,}{moved}"
    overlap = _rows(database, queries.OVERLAP)
    for row in overlap:
        row["label"] = f"{row['share']:.0%}"
    groups = {row["rfm_group"]: row for row in _rows(database, queries.RFM, smallest=smallest)}
    rfm = [groups[group] for group in RFM_GROUPS if group in groups]
    for row in rfm:
        row["name"] = words(row["rfm_group"])
    largest = [row["name"] for row in rows if row["segment"] in {row["segment"] for row in overlap}]
    changed = (
        f"Behind the size: who joined and left in the build of {_time(since)} UTC."
        if since
        else ("Who joined and who left shows from the first build on in which a segment changes.")
    )
    no_orders = groups.get("no orders", {"customers": 0})["customers"]
    cells = alt.Chart(_data(overlap)).encode(
        alt.X(
            "other_name:N",
            title=None,
            sort=largest,
            axis=alt.Axis(orient="top", labelLimit=110, labelOverlap=False),
        ),
        alt.Y("name:N", title=None, sort=largest),
        tooltip=[
            alt.Tooltip("name:N", title="of the customers in"),
            alt.Tooltip("other_name:N", title="are also in"),
            alt.Tooltip("share:Q", format=".1%"),
            "customers:Q",
        ],
    )
    return Section(
        "segments",
        "Segments",
        "Groups of customers by the rules in seeds/segment_rules.csv.",
        [
            Figure(
                "segments",
                "Size of each segment",
                changed,
                rows,
                {
                    "name": "Segment",
                    "customers": "Customers",
                    "share": "Share of all",
                    "new_members": "Joined",
                    "gone": "Left",
                },
                _bars(rows, "name", "customers", label="label"),
            ),
            Figure(
                "overlap",
                "Which segments overlap",
                "Of the customers in the segment at the left, the share that is also "
                "in the one above. The 12 largest segments.",
                overlap,
                {
                    "name": "Of the customers in",
                    "other_name": "are also in",
                    "customers": "Customers",
                    "share": "Share",
                },
                alt.layer(
                    cells.mark_rect(color="var(--c1)").encode(
                        opacity=alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.6]), legend=None)
                    ),
                    cells.mark_text(fontSize=9, opacity=alt.expr("width < 280 ? 0 : 1")).encode(text="label:N"),
                ).properties(width="container", height=26 * len(largest)),
            ),
            Figure(
                "rfm",
                "Buyers by how recently, how often and for how much they buy",
                f"{no_orders:,} customers have no orders.",
                rfm,
                {"name": "Group", "customers": "Customers"},
                _bars(rfm, "name", "customers"),
            ),
            Figure(
                "revenue",
                "What each group of buyers brought",
                "Orders that were not cancelled, in the base currency of Dynamics 365.",
                rfm,
                {"name": "Group", "revenue": "Revenue, base currency"},
                _bars(rfm, "name", "revenue"),
            ),
        ],
    )


def _finance(database: duckdb.DuckDBPyConnection, headline: dict, smallest: int) -> Section:
    currencies = _rows(database, queries.CURRENCIES, smallest=smallest)
    amounts = _rows(database, queries.AMOUNTS, smallest=smallest)
    known = {row["currency"] for row in amounts}
    options = [row["currency"] for row in currencies if row["currency"] in known]
    credit = _rows(database, queries.CREDIT_USE)
    levels = ["below 90 %", "near the limit", "over the limit"]
    text = f"{headline['with_finance']:,} of {headline['customers']:,} customers have a finance record. "
    text += "Amounts are yearly, and stay in their own currency: nothing is converted or added up across currencies."
    section = Section("finance", "Finance", text)
    if options:
        chosen = alt.param("currency", value=options[0], bind=alt.binding_select(options=options, name="Currency"))
        section.parts.append(
            Figure(
                "amounts",
                "What customers earn and spend",
                "Customers by yearly income and spend. The highest hundredth of the amounts lies beyond the right end.",
                amounts,
                {"currency": "Currency", "measure": "Amount", "amount": "From", "customers": "Customers"},
                alt.Chart(_data(amounts))
                .mark_area(interpolate="step-after", line=True, fillOpacity=0.16)
                .encode(
                    alt.X("amount:Q", title="amount a year, in the chosen currency"),
                    alt.Y("customers:Q", title="customers", stack=None),
                    _colours("measure", ["income", "spend"], ["c1", "c3"]),
                    tooltip=["measure:N", alt.Tooltip("amount:Q", title="from", format=",.0f"), "customers:Q"],
                )
                .transform_filter(alt.datum.currency == chosen)
                .add_params(chosen)
                .properties(width="container", height=220),
            )
        )
    if headline["with_finance"]:
        section.parts.append(
            Figure(
                "credit_use",
                "How much of their credit limit customers use",
                "Yearly spend divided by the credit limit, of customers that have both.",
                credit,
                {"credit_use": "% of the credit limit", "customers": "Customers"},
                alt.Chart(_data(credit))
                .mark_bar()
                .encode(
                    alt.X("credit_use:O", title="% of the credit limit", sort=None, axis=alt.Axis(labelAngle=0)),
                    alt.Y("customers:Q", title="customers"),
                    _colours("level", levels, ["c1", "c3", "c4"]),
                    tooltip=["credit_use:O", "customers:Q"],
                )
                .properties(width="container", height=220),
            )
        )
    section.parts.append(
        Table(
            "currencies",
            "By currency",
            "Medians: half of the customers have less.",
            [
                "Currency",
                "Customers",
                "Median income",
                "Median spend",
                "All spend",
                "Median credit use",
                "Over their limit",
            ],
            [
                [
                    row["currency"],
                    row["customers"],
                    *(_money(row[name], row["currency"]) for name in ("median_income", "median_spend", "total_spend")),
                    _percent(row["median_credit_use"]),
                    row["over_limit"],
                ]
                for row in currencies
            ],
        )
    )
    return section


def _quality(database: duckdb.DuckDBPyConnection) -> Section:
    rows = _rows(database, queries.COMPLETENESS)
    rejected = _rows(database, queries.REJECTED)
    for row in rejected:
        row["where"] = f"{words(row['column_name'])} ({source(row['table_name']).lower()})"
    return Section(
        "quality",
        "Data quality",
        "How complete the profiles are, and what the export had wrong.",
        [
            Figure(
                "completeness",
                "How complete each attribute is",
                "Share of the customers with a value. Where sources "
                "disagree, the best value by the rules in seeds/survivorship.csv counts.",
                rows,
                {"name": "Attribute", "agreed": "Filled", "disputed": "Filled, sources disagree", "missing": "Missing"},
                _stack(rows, COMPLETE, ["c1", "c3", "c0"], "share of customers"),
            ),
            Figure(
                "rejected",
                "Values that could not be used",
                "They are empty in the profile, and kept with their reason in "
                "silver.rejected_rows, one for each exported row.",
                rejected,
                {"where": "Where", "reason": "Why", "rejects": "Values"},
                _bars(
                    rejected, "where", "rejects", colour="c4", limit=230, tooltip=["where:N", "reason:N", "rejects:Q"]
                ),
            ),
        ],
    )


def _identity(database: duckdb.DuckDBPyConnection, with_personal_data: bool) -> Section:
    found = _rows(database, queries.IDENTITIES)[0]
    records = _rows(database, queries.RECORDS)
    rules = _rows(database, queries.RULES)
    text = f"{found['records']:,} records of people became {found['customers']:,} customers"
    text += f" ({found['deleted']:,} of the records are deleted in Dynamics 365)." if found["deleted"] else "."
    text += f" {found['finance_records']:,} customer numbers of the finance file belong to one of them"
    text += f"; {found['finance_alone']:,} finance records to nobody." if found["finance_alone"] else "."
    section = Section(
        "identity",
        "Who is who",
        text,
        [
            Figure(
                "records",
                "Records that each customer has",
                "Live records in Dynamics 365.",
                records,
                {"records": "Records", "customers": "Customers"},
                _bars(records, "records", "customers"),
            ),
            Figure(
                "rules",
                "Why records were joined",
                "The rule by which a record was joined to another one of its customer.",
                rules,
                {"rule": "Rule", "records": "Records"},
                _bars(rules, "rule", "records", limit=230),
            ),
        ],
    )
    waiting = f"{found['reviews']:,} pairs may be one person and wait for somebody to look (silver.match_reviews)."
    if not with_personal_data:
        section.text += f" {waiting}"
        return section
    section.parts += [
        Table(
            "clusters",
            "Customers with the most records",
            "Open one to see its records, or run c360 explain.",
            ["Customer", "Records"],
            [
                [{"id": row["customer_id"], "name": row["name"]}, row["records"]]
                for row in _rows(database, queries.CLUSTERS)
            ],
            is_wide=False,
        ),
        Table(
            "reviews",
            "Pairs to look at",
            f"{waiting} Decide them in seeds/match_overrides.csv.",
            ["One", "Other", "Why", "Weight"],
            [
                [
                    f"{row['one']} ({source(row['one_source'])})",
                    f"{row['other']} ({source(row['other_source'])})",
                    words(row["reason"]),
                    f"{row['weight']:.2f}" if row["weight"] is not None else EMPTY,
                ]
                for row in _rows(database, queries.REVIEWS)
            ],
            left=3,
            is_wide=False,
        ),
    ]
    return section


def _flow(accounts: list[dict]) -> Section:
    exported = [row for row in accounts if row["exported"]]
    quarantined = sum(row["quarantined"] for row in accounts)
    pending = sum(row["pending"] for row in accounts)
    text = "Each exported row is in bronze, and one of four things in silver. "
    text += f"{quarantined:,} rows are in quarantine (c360 quarantine), " if quarantined else "None is in quarantine, "
    text += f"and {pending:,} bytes wait for the end of their line." if pending else "and none waits."
    return Section(
        "flow",
        "From the export to the profiles",
        text,
        [
            Figure(
                "accounts",
                "What became of the exported rows",
                "By table, as a share of its rows.",
                exported,
                {"name": "Table", "exported": "Exported", **{kind: words(kind) for kind in OUTCOMES}},
                _stack(exported, OUTCOMES, ["c1", "c2", "c3", "c4"], "share of rows"),
                is_wide=True,
            ),
            Table(
                "freshness",
                "Rows and freshness",
                "Exported = current + replaced + deleted + rejected. Times are UTC.",
                [
                    "Table",
                    "Exported",
                    "Current",
                    "Replaced",
                    "Deleted",
                    "Rejected",
                    "In quarantine",
                    "Latest change",
                    "Loaded",
                ],
                [
                    [
                        row["name"],
                        row["exported"],
                        row["current"],
                        row["superseded"],
                        row["deleted"],
                        row["rejected"],
                        row["quarantined"],
                        _time(row["changed_at"]),
                        _time(row["loaded_at"]),
                    ]
                    for row in accounts
                ],
            ),
        ],
    )


def _accounts(database: duckdb.DuckDBPyConnection) -> Iterator[dict]:
    """What became of the rows of each exported table, and what the loader says of it."""
    loads = {row.pop("table_name"): row for row in _rows(database, queries.LOADS)}
    unloaded = {"pending": 0, "quarantined": 0}
    for row in _rows(database, queries.accounts()):
        yield {**row, **loads.get(row["table_name"], unloaded)}


def _personal(database: duckdb.DuckDBPyConnection, segments: list[str], limit: int) -> tuple[str, list[str]]:
    """The customers of the table as columns, and what their cards show, in parts of CARDS_IN_A_PART."""
    database.execute(queries.CHOSEN, {"limit": limit})
    columns = ", ".join(f"{name}: list({column} order by place)" for name, column in queries.COLUMNS.items())
    (customers,) = database.execute(queries.CUSTOMERS.format(columns=columns), {"segments": segments}).fetchone()
    cards = database.execute(queries.CARDS)
    rows = iter(lambda: cards.fetchmany(CARDS_IN_A_PART), [])
    return _packed(customers), [_packed(f"[{','.join(card for _, card in part)}]") for part in rows]


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


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


def _bars(
    rows: list[dict],
    name: str,
    value: str,
    label: str = "",
    colour: str = "c1",
    limit: int = 150,
    tooltip: list[str] | None = None,
) -> alt.LayerChart:
    longest = max((len(row[label] if label else f"{row[value]:,.0f}") for row in rows), default=0)
    # room for what stands behind the longest bar
    end = float(max((row[value] for row in rows), default=0)) * (1.03 + 0.035 * longest)
    bars = alt.Chart(_data(rows)).encode(
        alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(domain=[0, end or 1], nice=False)),
        alt.Y(f"{name}:N", title=None, sort=None, axis=alt.Axis(labelLimit=limit)),
        tooltip=tooltip or [f"{name}:N", f"{value}:Q"],
    )
    text = alt.Text(f"{label}:N") if label else alt.Text(f"{value}:Q", format=",.0f")
    return alt.layer(
        bars.mark_bar(color=f"var(--{colour})"), bars.mark_text(align="left", dx=5).encode(text=text)
    ).properties(width="container", height=24 * len(rows))


def _stack(rows: list[dict], kinds: dict[str, str], colours: list[str], title: str) -> alt.Chart:
    """A bar of 100 % for each row; ``kinds`` maps its fields to their meaning."""
    parts = [
        {"name": row["name"], "kind": label, "count": row[kind], "order": place}
        for row in rows
        for place, (kind, label) in enumerate(kinds.items())
    ]
    return (
        alt.Chart(_data(parts))
        .mark_bar()
        .encode(
            alt.X("count:Q", title=title, stack="normalize", axis=alt.Axis(format="%", tickCount=5)),
            alt.Y("name:N", title=None, sort=None),
            _colours("kind", list(kinds.values()), colours),
            order="order:Q",
            tooltip=["name:N", "kind:N", alt.Tooltip("count:Q", format=",")],
        )
        .properties(width="container", height=24 * len(rows))
    )


def _colours(name: str, domain: list[str], colours: list[str]) -> alt.Color:
    """Colours that the style sheet defines, for light, dark and paper."""
    scale = alt.Scale(domain=domain, range=[f"var(--{colour})" for colour in colours])
    return alt.Color(f"{name}:N", title=None, scale=scale)


def _data(rows: list[dict]) -> alt.Data:
    return alt.Data(values=json.loads(json.dumps(rows, default=_plain)))


def _rows(database: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> list[dict]:
    found = database.execute(query, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _json(value: object) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).replace("<", "\\u003c")


def _plain(value: object) -> float | str:
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


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
