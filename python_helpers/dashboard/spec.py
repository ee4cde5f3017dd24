"""What both dashboards show: sections, and in each the charts and tables, each of one model of the schema reports.

The local page and the AI/BI dashboard draw a kind of chart each in its own way: charts.py and aibi.py.
"""

from dataclasses import dataclass, field

# kinds of parts, and what their columns are
AREA = "area"  # a month, and numbers of it
QUARTERS = "quarters"  # a quarter, and a number of it
RANKING = "ranking"  # a name and a number, from the largest down
BANDS = "bands"  # the same, in the order of the names
LEVELS = "levels"  # the same, coloured by the column `level`
SHARES = "shares"  # a name, and numbers that are parts of one whole
HEATMAP = "heatmap"  # two names, a number, and a share
REASONS = "reasons"  # a name, a reason, and a number
TABLE = "table"
# Columns of numbers of customers: reports give NULL for a small one, of fewer than the variable smallest_group.
COUNTS = (
    "customers new_customers buyers with_finance without_date email_allowed email_refused email_unknown added "
    "allowed refused unknown agreed disputed missing new_members gone over_limit"
).split()


@dataclass(frozen=True)
class Part:
    """A chart or a table of the model ``rpt_<report>``, whose rows come in ``order``.

    ``columns`` maps its columns to their headings, the name first; a chart shows the column ``value``, or the second
    one. ``colours`` are those of the style sheet, one for each part of a whole. ``forms`` says which columns are money
    or shares. The page alone has ``page_columns``; ``only`` is the dashboard (page, aibi) of a part that one has.
    """

    name: str
    title: str
    text: str
    kind: str
    report: str
    order: str
    columns: dict[str, str]
    value: str = ""
    colours: tuple[str, ...] = ("c1",)
    forms: dict[str, str] = field(default_factory=dict)
    page_columns: tuple[str, ...] = ()
    only: str = ""
    is_wide: bool = False
    label_width: int = 150

    @property
    def category(self) -> str:
        """The column of the names."""
        return next(iter(self.columns))

    @property
    def number(self) -> str:
        """The column that a chart of one number shows."""
        return self.value or list(self.columns)[1]

    @property
    def parts(self) -> list[str]:
        """The columns that are parts of a whole."""
        return list(self.columns)[-len(self.colours) :]


@dataclass(frozen=True)
class Counter:
    """A number of the one row of a report, on the AI/BI dashboard; the page has tiles instead."""

    report: str
    column: str
    title: str
    text: str
    form: str = "count"


@dataclass(frozen=True)
class Section:
    """A section of the page, and a page of the AI/BI dashboard."""

    name: str
    title: str
    text: str
    parts: tuple[Part, ...]
    counters: tuple[Counter, ...] = ()


SECTIONS = (
    Section(
        "customers",
        "Customers",
        "Who they are, since when, and where.",
        (
            Part(
                "growth",
                "Customers over time",
                "Today's customers, by when they were created. Months with few new ones count with the month before.",
                AREA,
                "customers_by_month",
                "month",
                {"month": "Month", "added": "New", "customers": "Customers"},
                value="customers",
            ),
            Part(
                "new_customers",
                "New customers in each quarter",
                "The last quarter may not be over.",
                QUARTERS,
                "customers_by_quarter",
                "quarter",
                {"quarter": "Quarter from", "customers": "New customers"},
            ),
            Part(
                "countries",
                "Customers by country",
                "The 15 largest countries.",
                RANKING,
                "customers_by_country",
                "place",
                {"country": "Country", "customers": "Customers"},
            ),
            Part(
                "states",
                "Customers by state or region",
                "The 15 largest, as they were typed. Small groups are left out.",
                RANKING,
                "customers_by_region",
                "customers desc, name",
                {"name": "State or region", "customers": "Customers"},
                only="page",
            ),
            Part(
                "ages",
                "Customers by age",
                "Age in full years on the day of the build.",
                BANDS,
                "customers_by_age",
                "place",
                {"age_band": "Age", "customers": "Customers"},
            ),
            Part(
                "consent",
                "What customers agreed to",
                "One record of a customer that says no is enough.",
                SHARES,
                "consents",
                "place",
                {"name": "Channel", "allowed": "Yes", "refused": "No", "unknown": "No record says"},
                colours=("c1", "c4", "c0"),
            ),
        ),
        (
            Counter("key_figures", "customers", "Customers", "Profiles in gold.customers."),
            Counter("key_figures", "new_customers", "New customers", "Created in the last 12 months."),
            Counter("key_figures", "completeness", "Profiles filled", "Of all attributes, on average.", "share"),
            Counter("key_figures", "buyers", "Buyers", "Customers with an order that was not cancelled."),
            Counter("key_figures", "revenue", "Revenue", "What those orders cost, in the base currency.", "money"),
            Counter("key_figures", "email_allowed", "Open to e-mail: yes", "No record says no, and one says yes."),
            Counter("key_figures", "email_refused", "Open to e-mail: no", "A record says no."),
            Counter("key_figures", "email_unknown", "Open to e-mail: unknown", "No record says anything."),
        ),
    ),
    Section(
        "segments",
        "Segments",
        "Groups of customers by the rules in seeds/segment_rules.csv.",
        (
            Part(
                "segments",
                "Size of each segment",
                "A customer can be in several.",
                RANKING,
                "segments",
                "customers desc, segment",
                {
                    "name": "Segment",
                    "customers": "Customers",
                    "share": "Share of all",
                    "new_members": "Joined",
                    "gone": "Left",
                },
            ),
            Part(
                "changes",
                "Joined and left",
                "In the last build in which any segment changed.",
                TABLE,
                "segments",
                "customers desc, segment",
                {"name": "Segment", "new_members": "Joined", "gone": "Left", "changed_at": "When (UTC)"},
                only="aibi",
            ),
            Part(
                "overlap",
                "Which segments overlap",
                "Of the customers in the segment at the left, the share that is also in the other. The 12 largest.",
                HEATMAP,
                "segment_overlap",
                "place, other_place",
                {
                    "name": "Of the customers in",
                    "other_name": "are also in",
                    "customers": "Customers",
                    "share": "Share",
                },
            ),
            Part(
                "rfm",
                "Buyers by how recently, how often and for how much they buy",
                "Small groups are left out.",
                RANKING,
                "buyer_groups",
                "place",
                {"name": "Group", "customers": "Customers"},
            ),
            Part(
                "revenue",
                "What each group of buyers brought",
                "Orders that were not cancelled, in the base currency of Dynamics 365.",
                RANKING,
                "buyer_groups",
                "place",
                {"name": "Group", "revenue": "Revenue, base currency"},
            ),
        ),
    ),
    Section(
        "finance",
        "Finance",
        "Amounts are yearly, and stay in their own currency: nothing is converted or added up across currencies.",
        (
            Part(
                "credit_use",
                "How much of their credit limit customers use",
                "Yearly spend divided by the credit limit, of customers that have both.",
                LEVELS,
                "credit_use",
                "place",
                {"credit_use": "% of the credit limit", "customers": "Customers"},
                colours=("c1", "c3", "c4"),
            ),
            Part(
                "currencies",
                "By currency",
                "Medians: half of the customers have less. Small groups are left out.",
                TABLE,
                "currencies",
                "customers desc, currency",
                {
                    "currency": "Currency",
                    "customers": "Customers",
                    "median_income": "Median income",
                    "median_spend": "Median spend",
                    "total_spend": "All spend",
                    "median_credit_use": "Median credit use",
                    "over_limit": "Over their limit",
                },
                forms={
                    "median_income": "money",
                    "median_spend": "money",
                    "total_spend": "money",
                    "median_credit_use": "share",
                },
                is_wide=True,
            ),
        ),
    ),
    Section(
        "quality",
        "Data quality",
        "How complete the profiles are, and what was wrong in the export.",
        (
            Part(
                "completeness",
                "How complete each attribute is",
                "Share of the customers with a value. Where sources disagree, the rules in seeds/survivorship.csv "
                "choose the best one.",
                SHARES,
                "completeness",
                "place",
                {"name": "Attribute", "agreed": "Filled", "disputed": "Filled, sources disagree", "missing": "Missing"},
                colours=("c1", "c3", "c0"),
            ),
            Part(
                "rejected",
                "Values that could not be used",
                "They are empty in the profile, and kept with their reason in silver.rejected_rows, one for each "
                "exported row.",
                REASONS,
                "rejected_values",
                "rejects desc, name, reason",
                {"name": "Where", "reason": "Why", "rejects": "Values"},
                value="rejects",
                colours=("c4",),
                label_width=230,
            ),
        ),
    ),
    Section(
        "identity",
        "Who is who",
        "How many records became how many people, and why.",
        (
            Part(
                "records",
                "Records that each customer has",
                "Live records in Dynamics 365.",
                BANDS,
                "records_per_customer",
                "records",
                {"records": "Records", "customers": "Customers"},
            ),
            Part(
                "rules",
                "Why records were joined",
                "The rule by which a record was joined to another one of its customer.",
                RANKING,
                "matching_rules",
                "records desc, rule",
                {"rule": "Rule", "records": "Records"},
                label_width=230,
            ),
        ),
        (
            Counter("identities", "records", "Records of people", "In all sources but the finance file."),
            Counter("identities", "customers", "Customers", "The people that they are."),
            Counter(
                "identities", "reviews", "Pairs to look at", "May be one person: decide in seeds/match_overrides.csv."
            ),
            Counter("identities", "deleted", "Deleted records", "Deleted in Dynamics 365."),
            Counter("identities", "finance_records", "Customer numbers", "Of the finance file, with a customer."),
            Counter(
                "identities",
                "finance_alone",
                "Finance records of nobody",
                "Their customer number belongs to no live customer.",
            ),
        ),
    ),
    Section(
        "flow",
        "From the export to the profiles",
        "Each exported row is in bronze, and one of four things in silver.",
        (
            Part(
                "accounts",
                "What became of the exported rows",
                "By table, as a share of its rows.",
                SHARES,
                "row_accounts",
                "name",
                {
                    "name": "Table",
                    "exported": "Exported",
                    "current": "Current",
                    "superseded": "Replaced by a later version",
                    "deleted": "Deleted",
                    "rejected": "Rejected",
                },
                colours=("c1", "c2", "c3", "c4"),
                is_wide=True,
            ),
            Part(
                "freshness",
                "Rows and freshness",
                "Exported = current + replaced + deleted + rejected. Times are UTC.",
                TABLE,
                "row_accounts",
                "name",
                {
                    "name": "Table",
                    "exported": "Exported",
                    "current": "Current",
                    "superseded": "Replaced",
                    "deleted": "Deleted",
                    "rejected": "Rejected",
                    "quarantined": "In quarantine",
                    "changed_at": "Latest change",
                    "loaded_at": "Loaded",
                },
                page_columns=("quarantined",),
                is_wide=True,
            ),
        ),
    ),
)


def query(report: str, order: str = "") -> str:
    """What a dashboard asks of a report."""
    return f"select * from reports.rpt_{report}" + (f" order by {order}" if order else "")
