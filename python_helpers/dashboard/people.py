"""The customers of the page: the columns of its table, and what the card of each shows."""

import base64
import gzip

import duckdb

CARDS_IN_A_PART = 500
# Who changed last comes first when there are more than are shown.
CHOSEN = """
create or replace temp table chosen as
select customer_id, row_number() over (order by full_name nulls last, customer_id) - 1 as place
from (from gold.customers order by updated_at desc nulls last, customer_id limit $limit)
"""
CUSTOMERS = """
with
segments as (
    select customer_id, list(list_position($segments, segment) - 1 order by segment) as segments
    from gold.customer_segments group by customer_id
),
former as (
    select customer_id, list(previous_customer_id order by previous_customer_id) as ids
    from gold.customer_id_redirects group by customer_id
),
lists as (
    select
        (select coalesce(list(distinct country_code order by country_code), []) from gold.customers) as country,
        (select coalesce(list(distinct currency order by currency), []) from gold.customers) as currency,
        (select coalesce(list(distinct rfm_group order by rfm_group), []) from gold.customer_measures) as rfm_group
)
select to_json({{
    {columns},
    lists: any_value(lists)
}})
from chosen
join gold.customers using (customer_id)
left join gold.customer_measures as measures using (customer_id)
left join segments using (customer_id)
left join former using (customer_id)
cross join lists
"""
COLUMNS = {
    "id": "customer_id",
    "name": "full_name",
    "email": "email",
    "phone": "phone",
    "number": "customer_number",
    "city": "city",
    "country": "list_position(lists.country, customers.country_code) - 1",
    "created": "created_at::date - date '1970-01-01'",
    "spend": "spend",
    "currency": "list_position(lists.currency, customers.currency) - 1",
    "orders": "orders",
    "revenue": "revenue",
    "rfm": "list_position(lists.rfm_group, measures.rfm_group) - 1",
    "segments": "coalesce(segments.segments, [])",
    "former": "former.ids",
}
# Most customers have one record, which says everything; only for the others it is shown which record says what.
CARDS = """
with
records as (
    select
        identities.customer_id,
        list({
            source: identities.source,
            key: nullif(identities.source_key, identities.customer_id),
            live: identities.is_live,
            rule: case when matched_record_id is not null then matched_by end,
            joined: replace(matched_record_id, identities.customer_id, ''),
            changed: strftime(coalesce(modified_at, records.created_at), '%Y-%m-%d %H:%M')
        } order by matched_record_id nulls first, identities.record_id) as records
    from gold.customer_identities as identities
    left join silver.person_records as records using (record_id)
    group by identities.customer_id
),
provenance as (
    select customer_id, list({
        attribute: attribute, value: value, record: replace(record_id, customer_id, ''), rule: rule,
        other: runner_up_value, other_record: replace(runner_up_record_id, customer_id, '')
    } order by attribute) as provenance
    from gold.customer_attribute_provenance
    join (select customer_id from gold.customers where records > 1) using (customer_id)
    group by customer_id
),
only_values as (
    select customer_id, map(list(attribute), list(value)) as values
    from gold.customer_attribute_provenance
    join (select customer_id from gold.customers where records = 1) using (customer_id)
    where
        attribute not in
        ('full_name', 'first_name', 'last_name', 'email', 'phone', 'city', 'country_code', 'customer_number')
    group by customer_id
),
segments as (
    select customer_id, list({segment: segment, reason: reason} order by segment) as segments
    from gold.customer_segments group by customer_id
),
consent as (
    select customer_id, list({
        channel: channel, allowed: is_allowed, record: replace(record_id, customer_id, ''),
        said: strftime(said_at, '%Y-%m-%d %H:%M')
    } order by channel) as consent
    from gold.customer_consent group by customer_id
),
timeline as (
    select customer_id, count(*) as events, list({
        happened: strftime(happened_at, '%Y-%m-%d %H:%M'), event: event, title: title, amount: amount_base
    } order by happened_at desc nulls last, event_id)[:100] as timeline
    from gold.customer_timeline group by customer_id
)
select place, to_json({
    records: records.records, values: only_values.values, provenance: provenance.provenance,
    segments: segments.segments, consent: consent.consent, events: timeline.events, timeline: timeline.timeline,
    income: income, credit_limit: credit_limit, finance_as_of: finance_as_of,
    measures: {
        spend_to_income_ratio: spend_to_income_ratio, spend_percentile: spend_percentile,
        income_percentile: income_percentile, credit_use: credit_use, age: age,
        average_order_value: average_order_value,
        first_order_on: first_order_on, last_order_on: last_order_on,
        scores: [recency_score, frequency_score, monetary_score], open_pipeline: open_pipeline,
        unpaid_amount: unpaid_amount, expected_12_month_revenue: expected_12_month_revenue, churn_risk: churn_risk
    }
})
from chosen
join gold.customers using (customer_id)
left join gold.customer_measures using (customer_id)
left join records using (customer_id)
left join provenance using (customer_id)
left join only_values using (customer_id)
left join segments using (customer_id)
left join consent using (customer_id)
left join timeline using (customer_id)
order by place
"""


def people(database: duckdb.DuckDBPyConnection, segments: list[str], limit: int) -> tuple[str, list[str]]:
    """The customers of the table as columns, and what their cards show, in parts of CARDS_IN_A_PART."""
    database.execute(CHOSEN, {"limit": limit})
    columns = ", ".join(f"{name}: list({column} order by place)" for name, column in COLUMNS.items())
    (customers,) = database.execute(CUSTOMERS.format(columns=columns), {"segments": segments}).fetchone()
    cards = database.execute(CARDS)
    rows = iter(lambda: cards.fetchmany(CARDS_IN_A_PART), [])
    return _packed(customers), [_packed(f"[{','.join(card for _, card in part)}]") for part in rows]


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()
