"""Draws the charts of the page: a kind of part each, from the rows of its report."""

import json

import altair as alt

from python_helpers.dashboard import spec
from python_helpers.dashboard.spec import Part

HEIGHT = 220
ROW_HEIGHT = 24


def chart(part: Part, rows: list[dict]) -> alt.Chart | alt.LayerChart:
    """The chart of a part; its height follows from its kind and its rows, those without a number left out."""
    rows = [row for row in rows if part.kind == spec.SHARES or row[part.number] is not None]
    return KINDS[part.kind](part, rows)


def amounts(rows: list[dict], currencies: list[str]) -> alt.Chart:
    """Customers by income and spend, in a currency that the reader chooses."""
    chosen = alt.param("currency", value=currencies[0], bind=alt.binding_select(options=currencies, name="Currency"))
    return (
        alt.Chart(_data(rows))
        .mark_area(interpolate="step-after", line=True, fillOpacity=0.16)
        .encode(
            alt.X("amount:Q", title="amount a year, in the chosen currency"),
            alt.Y("customers:Q", title="customers", stack=None),
            _colours("measure", ["income", "spend"], ("c1", "c3")),
            tooltip=["measure:N", alt.Tooltip("amount:Q", title="from", format=",.0f"), "customers:Q"],
        )
        .transform_filter(alt.datum.currency == chosen)
        .add_params(chosen)
        .properties(width="container", height=HEIGHT)
    )


def _area(part: Part, rows: list[dict]) -> alt.Chart:
    month, numbers = part.category, list(part.columns)[1:]
    return (
        alt.Chart(_data(rows))
        .mark_area(interpolate="step-after", line={"color": "var(--c1)"}, fillOpacity=0.16)
        .encode(
            alt.X(f"{month}:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(grid=False)),
            alt.Y(f"{part.number}:Q", title=part.columns[part.number].lower()),
            tooltip=[alt.Tooltip(f"{month}:T", timeUnit="utcyearmonth", title="month"),
                     *(alt.Tooltip(f"{name}:Q", title=part.columns[name].lower()) for name in numbers)],
        )
        .properties(width="container", height=HEIGHT)
    )  # fmt: skip


def _quarters(part: Part, rows: list[dict]) -> alt.Chart:
    quarter = f"{part.category}:T"
    axis = alt.Axis(format="%Y", tickCount="year", grid=False)
    return (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            alt.X(quarter, timeUnit="utcyearquarter", title=None, axis=axis),
            alt.Y(f"{part.number}:Q", title=part.columns[part.number].lower()),
            tooltip=[alt.Tooltip(quarter, timeUnit="utcyearquarter", title="quarter"), f"{part.number}:Q"],
        )
        .properties(width="container", height=HEIGHT)
    )


def _bars(part: Part, rows: list[dict]) -> alt.LayerChart:
    """A bar for each row, with its number, or its ``label`` where rows have one, after the end."""
    name, value = part.category, part.number
    labels = [row.get("label", f"{row[value]:,.0f}") for row in rows]
    # room for what comes after the longest bar
    longest = max(map(len, labels), default=0)
    end = float(max((row[value] for row in rows), default=0)) * (1.03 + 0.035 * longest)
    bars = alt.Chart(_data([{**row, "label": label} for row, label in zip(rows, labels, strict=True)])).encode(
        alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(domain=[0, end or 1], nice=False)),
        alt.Y(f"{name}:N", title=None, sort=None, axis=alt.Axis(labelLimit=part.label_width)),
        tooltip=[f"{name}:N", *(["reason:N"] if part.kind == spec.REASONS else []), f"{value}:Q"],
    )
    marks = bars.mark_bar(color=f"var(--{part.colours[0]})")
    text = bars.mark_text(align="left", dx=5).encode(text="label:N")
    return alt.layer(marks, text).properties(width="container", height=ROW_HEIGHT * len(rows))


def _levels(part: Part, rows: list[dict]) -> alt.Chart:
    levels = list(dict.fromkeys(row["level"] for row in rows))
    heading = part.columns[part.category]
    return (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            alt.X(f"{part.category}:O", title=heading, sort=None, axis=alt.Axis(labelAngle=0)),
            alt.Y(f"{part.number}:Q", title=part.columns[part.number].lower()),
            _colours("level", levels, part.colours),
            tooltip=[f"{part.category}:O", f"{part.number}:Q"],
        )
        .properties(width="container", height=HEIGHT)
    )


def _shares(part: Part, rows: list[dict]) -> alt.Chart:
    """A bar of 100 % for each row."""
    meanings = {name: part.columns[name].lower() for name in part.parts}
    pieces = [
        {"name": row[part.category], "kind": meaning, "count": row[name], "order": place}
        for row in rows
        for place, (name, meaning) in enumerate(meanings.items())
    ]
    whole = "rows" if part.report == "row_accounts" else "customers"
    axis = alt.Axis(format="%", tickCount=5)
    return (
        alt.Chart(_data(pieces))
        .mark_bar()
        .encode(
            alt.X("count:Q", title=f"share of {whole}", stack="normalize", axis=axis),
            alt.Y("name:N", title=None, sort=None),
            _colours("kind", list(meanings.values()), part.colours),
            order="order:Q",
            tooltip=["name:N", "kind:N", alt.Tooltip("count:Q", format=",")],
        )
        .properties(width="container", height=ROW_HEIGHT * len(rows))
    )


def _heatmap(part: Part, rows: list[dict]) -> alt.LayerChart:
    name, other, number, share = part.columns
    names = list(dict.fromkeys(row[name] for row in rows))
    top = alt.Axis(orient="top", labelLimit=110, labelOverlap=False)
    cells = alt.Chart(_data([{**row, "label": f"{row[share]:.0%}"} for row in rows])).encode(
        alt.X(f"{other}:N", title=None, sort=names, axis=top),
        alt.Y(f"{name}:N", title=None, sort=names),
        tooltip=[
            alt.Tooltip(f"{name}:N", title=part.columns[name].lower()),
            alt.Tooltip(f"{other}:N", title=part.columns[other]),
            alt.Tooltip(f"{share}:Q", format=".1%"),
            f"{number}:Q",
        ],
    )
    opacity = alt.Opacity(f"{share}:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.6]), legend=None)
    return alt.layer(
        cells.mark_rect(color="var(--c1)").encode(opacity=opacity),
        cells.mark_text(fontSize=9, opacity=alt.expr("width < 280 ? 0 : 1")).encode(text="label:N"),
    ).properties(width="container", height=26 * len(names))


def _colours(name: str, domain: list[str], colours: tuple[str, ...]) -> alt.Color:
    """Colours that the style sheet defines, for light, dark and paper."""
    scale = alt.Scale(domain=domain, range=[f"var(--{colour})" for colour in colours])
    return alt.Color(f"{name}:N", title=None, scale=scale)


def _data(rows: list[dict]) -> alt.Data:
    return alt.Data(values=json.loads(json.dumps(rows, default=plain)))


def plain(value: object) -> float | str:
    """A date, a time or a decimal as JSON has it."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


KINDS = {
    spec.AREA: _area,
    spec.QUARTERS: _quarters,
    spec.RANKING: _bars,
    spec.BANDS: _bars,
    spec.LEVELS: _levels,
    spec.SHARES: _shares,
    spec.HEATMAP: _heatmap,
    spec.REASONS: _bars,
}
