"""What the dashboards ask gold, and the layers below.

The local dashboard asks DuckDB, the AI/BI dashboard Databricks. What both ask, SHARED and the accounts, is SQL that
both know (docs/sql.md); the rest is DuckDB's own.
"""

import re
from pathlib import Path

import yaml

# The smallest group that a page without personal data tells amounts and places of.
SMALL_GROUP = 5
ATTRIBUTES = {
    "full_name": "Name",
    "gender": "Gender",
    "date_of_birth": "Date of birth",
    "email": "E-mail",
    "phone": "Phone",
    "street_address": "Street address",
    "city": "City",
    "region": "Region",
    "postcode": "Postcode",
    "country_code": "Country",
    "preferred_contact_method": "Preferred contact",
    "customer_number": "Customer number",
}
AMOUNT_COLUMNS = {"income": "Income", "spend": "Spend", "credit_limit": "Credit limit"}
SOURCES = {
    "crc33_customer": "Customer table",
    "customer_finance": "Finance file",
    "activitypointer": "Activity",
    "salesorder": "Order",
    "salesorderdetail": "Order line",
}
CHANNELS = {
    "email": "E-mail",
    "bulk_email": "Newsletters",
    "phone": "Phone calls",
    "mail": "Letters",
    "email_tracking": "Following of e-mails",
}
CREDIT_BANDS = [f"{band} to {band + 10}" for band in range(0, 100, 10)] + ["over 100"]
CREDIT_LEVELS = ["below 90 %"] * 9 + ["near the limit", "over the limit"]


def words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def source(table: str | None) -> str:
    return SOURCES.get(table, words(table or "unknown"))


def _values(*columns: list | dict) -> str:
    """The rows of a VALUES clause, each with its place at the end."""
    rows = zip(*columns, range(len(columns[0])), strict=True)
    return ", ".join(f"({', '.join(map(repr, row))})" for row in rows)


def _words(column: str) -> str:
    """What the function ``words`` gives of a column."""
    return f"concat(upper(left({column}, 1)), replace(substring({column}, 2), '_', ' '))"


HEADLINE = f"""
with
filled as (
    select count(*) as filled from gold.customer_attribute_provenance
    where attribute in {tuple(ATTRIBUTES)}
)
select
    count(*) as customers,
    coalesce(sum(customers.records), 0) as records,
    count(*) filter (where customers.created_at > measures.as_of_date - interval '12' month) as new_customers,
    any_value(filled.filled) / nullif(count(*) * {len(ATTRIBUTES)}, 0) as completeness,
    count(*) filter (where customers.email is not null and coalesce(consent.is_allowed, true)) as reachable,
    count(*) filter (where customers.has_finance) as with_finance,
    count(*) filter (where measures.orders > 0) as buyers,
    coalesce(sum(measures.revenue), 0) as revenue,
    coalesce(sum(measures.open_pipeline), 0) as open_pipeline,
    count(*) filter (where customers.created_at is null) as without_date,
    max(measures.as_of_date) as as_of_date
from gold.customers
cross join filled
left join gold.customer_measures as measures
    on measures.customer_id = customers.customer_id
left join gold.customer_consent as consent
    on consent.customer_id = customers.customer_id and consent.channel = 'email'
"""
GROWTH = """
with added as (
    select cast(date_trunc('month', created_at) as date) as month, count(*) as added
    from gold.customers as profiles where created_at is not null group by all
)
select month, added, sum(added) over (order by month) as customers from added order by month
"""
NEW_CUSTOMERS = """
select cast(date_trunc('quarter', created_at) as date) as quarter, count(*) as customers
from gold.customers as profiles where created_at is not null group by all order by quarter
"""
COUNTRIES = """
with
counted as (
    select country_code, count(*) as customers, row_number() over (order by count(*) desc, country_code) as place
    from gold.customers as profiles where country_code is not null group by country_code
),
shown as (select *, place <= 15 and customers >= $smallest as is_own from counted)
select country_code, country_code as country, customers from shown where is_own
union all
select null, 'other countries', sum(customers) from shown where not is_own having count(*) > 0
union all
select null, 'no country', count(*) from gold.customers as profiles where country_code is null having count(*) > 0
"""
STATES = """
select region || coalesce(' (' || country_code || ')', '') as state, count(*) as customers
from gold.customers as profiles where region is not null group by all having count(*) >= $smallest
order by customers desc, state limit 15
"""
AGES = """
select age_band, count(*) as customers from gold.customer_measures group by age_band
order by case age_band when 'under 18' then '0' when 'unknown' then '9' else age_band end
"""
CONSENTS = f"""
with said as (
    select channel, count(*) filter (where is_allowed) as allowed, count(*) filter (where not is_allowed) as refused
    from gold.customer_consent group by channel
)
select
    channels.name, coalesce(said.allowed, 0) as allowed, coalesce(said.refused, 0) as refused,
    (select count(*) from gold.customers) - coalesce(said.allowed + said.refused, 0) as unknown
from (values {_values(list(CHANNELS), list(CHANNELS.values()))}) as channels (channel, name, place)
left join said on said.channel = channels.channel
order by channels.place
"""
SEGMENTS = f"""
select
    segment, {_words("segment")} as name, count(*) as customers,
    count(*) / (select count(*) from gold.customers) as share
from gold.customer_segments group by segment order by customers desc, segment
"""
CHANGES = f"""
with last_change as (
    select max(greatest(dbt_valid_from, coalesce(dbt_valid_to, dbt_valid_from))) as changed_at,
        min(dbt_valid_from) as first_at
    from snapshots.customer_segments_snapshot
)
select
    segment, {_words("segment")} as name, count(*) filter (where dbt_valid_from = changed_at) as new_members,
    count(*) filter (where dbt_valid_to = changed_at) as gone, any_value(changed_at) as changed_at
from snapshots.customer_segments_snapshot cross join last_change
where changed_at > first_at group by segment order by segment
"""
OVERLAP = f"""
with largest as (
    select segment, count(*) as size from gold.customer_segments group by segment
    order by size desc, segment limit 12
)
select
    a.segment, {_words("a.segment")} as name, b.segment as other, {_words("b.segment")} as other_name,
    count(*) as customers, count(*) / any_value(largest.size) as share
from gold.customer_segments as a
join gold.customer_segments as b on b.customer_id = a.customer_id
join largest on largest.segment = a.segment
where b.segment in (select segment from largest)
group by a.segment, b.segment order by a.segment, other
"""
RFM = """
select rfm_group, count(*) as customers, sum(revenue) as revenue
from gold.customer_measures group by rfm_group having count(*) >= $smallest
"""
CURRENCIES = """
select
    coalesce(currency, 'no currency') as currency, count(*) as customers,
    median(cast(income as double)) as median_income, median(cast(spend as double)) as median_spend,
    sum(spend) as total_spend, median(cast(credit_use as double)) as median_credit_use,
    count(*) filter (where spend > credit_limit) as over_limit
from gold.customers as profiles join gold.customer_measures as measures using (customer_id)
where has_finance group by all having count(*) >= $smallest order by customers desc, currency
"""
CREDIT_USE = f"""
with used as (
    select cast(least(greatest(ceil(credit_use * 10) - 1, 0), 10) as int) as band, count(*) as customers
    from gold.customer_measures where credit_use is not null group by all
)
select bands.credit_use, coalesce(used.customers, 0) as customers, bands.level
from (values {_values(CREDIT_BANDS, CREDIT_LEVELS)}) as bands (credit_use, level, band)
left join used on used.band = bands.band
order by bands.band
"""
COMPLETENESS = f"""
with
said as (
    select attribute, count(*) as filled,
        count(*) filter (where lower(runner_up_value) <> lower(value)) as disputed
    from gold.customer_attribute_provenance group by attribute
    {" ".join(f"union all select '{name}', count({name}), 0 from gold.customers" for name in AMOUNT_COLUMNS)}
),
everybody as (select count(*) as customers from gold.customers)
select
    attributes.name, coalesce(said.filled - said.disputed, 0) as agreed, coalesce(said.disputed, 0) as disputed,
    everybody.customers - coalesce(said.filled, 0) as missing
from (
    values {_values([*ATTRIBUTES, *AMOUNT_COLUMNS], [*ATTRIBUTES.values(), *AMOUNT_COLUMNS.values()])}
) as attributes (attribute, name, place)
cross join everybody
left join said on said.attribute = attributes.attribute
where everybody.customers > 0
order by attributes.place
"""
REJECTED = """
select table_name, coalesce(column_name, 'whole row') as column_name, reason, count(*) as rejects
from silver.rejected_rows group by all order by rejects desc, table_name, column_name, reason limit 20
"""
RECORDS = """
select case when records >= 6 then '6 or more' else cast(records as string) end as records, count(*) as customers
from gold.customers as profiles group by all order by all
"""
RULES = """
with described as (select rule, any_value(description) as description from silver.match_rules group by rule)
select
    coalesce(description, case matched_by when 'score' then 'Alike in many attributes (score)'
        when 'match_overrides' then 'Joined by an analyst' else matched_by end) as rule, count(*) as records
from gold.customer_identities left join described on matched_by = described.rule
where matched_record_id is not null and source <> 'customer_finance' group by all order by records desc, rule
"""
IDENTITIES = """
select
    count(*) filter (where source <> 'customer_finance') as records,
    count(*) filter (where source <> 'customer_finance' and not is_live) as deleted,
    count(*) filter (where source = 'customer_finance') as finance_records,
    (select count(*) from gold.customers) as customers,
    (select count(*) from silver.match_reviews) as reviews,
    (select count(*) from gold.customer_finance where customer_id is null) as finance_alone
from gold.customer_identities
"""
ACCOUNTS = """
select
    '{table}' as table_name, '{name}' as name,
    (select count(*) from bronze.{table}) as exported,
    (select count(*) from silver.{current}) as current,
    coalesce(sum(exported_rows), 0) - count(*) filter (where is_current) as superseded,
    count(*) filter (where is_current and is_deleted) as deleted,
    (select count(*) from silver.rejected_rows where table_name = '{table}' and column_name is null) as rejected,
    max(sink_modified_at) as changed_at,
    (select max(_loaded_at) from bronze.{table}) as loaded_at
from silver.{history}
"""
FINANCE_ACCOUNTS = """
select
    'customer_finance' as table_name, 'Finance file' as name,
    (select count(*) from bronze.customer_finance) as exported,
    (select count(*) from silver.customer_finance_current) as current,
    count(*) filter (where not is_rejected and age > 1) as superseded,
    count(*) filter (where not is_rejected and age = 1 and kept.finance_record_id is null) as deleted,
    (select count(*) from silver.rejected_rows where table_name = 'customer_finance' and column_name is null)
        as rejected,
    cast(null as timestamp) as changed_at,
    (select max(_loaded_at) from bronze.customer_finance) as loaded_at
from (
    select
        is_rejected, id,
        row_number() over (
            partition by is_rejected, id order by _loaded_at desc, _source_file desc, _source_row desc
        ) as age
    from (
        select
            *, row_rejected is not null as is_rejected,
            upper(cid) || '@' || coalesce(cast(as_of_date as string), '') as id
        from silver.stg_finance__customer_finance
    ) as delivered
) as aged
left join silver.customer_finance_current as kept on kept.finance_record_id = aged.id
"""
# What the AI/BI dashboard asks, beside the accounts: the title of each dataset, and its query.
SHARED = {
    "headline": ("Key figures", HEADLINE),
    "growth": ("Customers over time", GROWTH),
    "new_customers": ("New customers in each quarter", NEW_CUSTOMERS),
    "countries": ("Customers by country", COUNTRIES),
    "ages": ("Customers by age", AGES),
    "consents": ("What customers agreed to", CONSENTS),
    "segments": ("Segments", SEGMENTS),
    "changes": ("Who joined and left segments", CHANGES),
    "overlap": ("Overlap of segments", OVERLAP),
    "rfm": ("Buyers by recency, frequency and money", RFM),
    "currencies": ("Finance by currency", CURRENCIES),
    "credit_use": ("Use of credit limits", CREDIT_USE),
    "completeness": ("Completeness of attributes", COMPLETENESS),
    "rejected": ("Values that could not be used", REJECTED),
    "identities": ("Records and people", IDENTITIES),
    "records": ("Records that each customer has", RECORDS),
    "rules": ("Why records were joined", RULES),
}


def accounts(project: Path = Path()) -> str:
    """What became of the rows of each exported table that the project's models hold, and how fresh it is.

    Which table becomes which model is read where the project tests that none is lost.
    """
    parts = [FINANCE_ACCOUNTS]
    for file in sorted((project / "models").rglob("*.yml")):
        for model in (yaml.load(file.read_text(), yaml.CSafeLoader) or {}).get("models", []):
            for test in model.get("data_tests", []):
                if isinstance(test, dict) and "rows_accounted_for" in test:
                    tested = test["rows_accounted_for"]["arguments"]
                    (table,) = re.findall(r"source\('\w+', '(\w+)'\)", tested["exported"])
                    (history,) = re.findall(r"ref\('(\w+)'\)", tested["history"])
                    parts.append(
                        ACCOUNTS.format(table=table, name=source(table), current=model["name"], history=history)
                    )
    return "union all".join(parts)


# The rest is the local dashboard's, and DuckDB's.
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
select currency, measure, bin * width as amount, width, coalesce(customers, 0) as customers
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
}
# One record says everything of most customers, so only for the others is it told which says what.
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
    where attribute not in
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
),
former as (
    select customer_id, list(previous_customer_id order by previous_customer_id) as former
    from gold.customer_id_redirects group by customer_id
)
select place, to_json({
    records: records.records, values: only_values.values, provenance: provenance.provenance,
    segments: segments.segments, consent: consent.consent, events: timeline.events, timeline: timeline.timeline,
    former: former.former,
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
left join former using (customer_id)
order by place
"""
