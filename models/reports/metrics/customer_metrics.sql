version: 1.1
comment: {{ described() }}
source: |-
  select
      customers.country_code,
      customers.gender,
      customers.currency,
      customers.created_at,
      customers.records,
      case when consent.is_allowed then 'yes' when not consent.is_allowed then 'no' else 'unknown' end as email_consent,
      measures.age_band,
      measures.rfm_group,
      measures.churn_risk,
      measures.spend_band,
      measures.credit_use,
      measures.orders,
      measures.revenue,
      measures.open_pipeline,
      measures.unpaid_amount,
      measures.expected_12_month_revenue,
      measures.as_of_date
  from {{ ref('customers') }} as customers
  inner join {{ ref('customer_measures') }} as measures
      on customers.customer_id = measures.customer_id
  left join {{ ref('customer_consent') }} as consent
      on customers.customer_id = consent.customer_id and consent.channel = 'email'
dimensions:
  - name: country
    expr: coalesce(country_code, 'unknown')
    display_name: Country
    comment: {{ described('country') }}
  - name: gender
    expr: coalesce(gender, 'unknown')
    display_name: Gender
    comment: {{ described('gender') }}
  - name: age_group
    expr: age_band
    display_name: Age group
    synonyms: [age, age band]
    comment: {{ described('age_group') }}
  - name: buyer_group
    expr: rfm_group
    display_name: Buyer group
    synonyms: [RFM group, recency frequency money]
    comment: {{ described('buyer_group') }}
  - name: churn_risk_level
    expr: churn_risk
    display_name: Churn risk
    synonyms: [risk of leaving]
    comment: {{ described('churn_risk_level') }}
  - name: spend_level
    expr: spend_band
    display_name: Spend level
    synonyms: [spend band]
    comment: {{ described('spend_level') }}
  - name: finance_currency
    expr: coalesce(currency, 'unknown')
    display_name: Currency
    comment: {{ described('finance_currency') }}
  - name: open_to_email
    expr: email_consent
    display_name: Open to e-mail
    synonyms: [e-mail consent]
    comment: {{ described('open_to_email') }}
  - name: created_month
    expr: cast(date_trunc('month', created_at) as date)
    display_name: Customer since
    synonyms: [creation month, cohort]
    comment: {{ described('created_month') }}
measures:
  - name: customers
    expr: count(*)
    display_name: Customers
    synonyms: [people, number of customers]
    comment: {{ described('customers') }}
  - name: new_customers
    expr: count(*) filter (where created_at > as_of_date - interval '12' month and cast(created_at as date) <= as_of_date)
    display_name: New customers
    comment: {{ described('new_customers') }}
  - name: source_records
    expr: sum(records)
    display_name: Source records
    comment: {{ described('source_records') }}
  - name: buyers
    expr: count(*) filter (where orders > 0)
    display_name: Buyers
    comment: {{ described('buyers') }}
  - name: buyer_share
    expr: {{ ratio('count(*) filter (where orders > 0)', 'count(*)') }}
    display_name: Share of buyers
    format: {type: percentage}
    comment: {{ described('buyer_share') }}
  - name: total_orders
    expr: sum(orders)
    display_name: Orders
    comment: {{ described('total_orders') }}
  - name: total_revenue
    expr: sum(revenue)
    display_name: Revenue
    synonyms: [sales, turnover]
    comment: {{ described('total_revenue') }}
  - name: average_order_value
    expr: {{ ratio('sum(revenue)', 'sum(orders)') }}
    display_name: Average order value
    synonyms: [AOV, basket size]
    comment: {{ described('average_order_value') }}
  - name: revenue_per_customer
    expr: {{ ratio('sum(revenue)', 'count(*)') }}
    display_name: Revenue per customer
    synonyms: [historical lifetime value]
    comment: {{ described('revenue_per_customer') }}
  - name: total_open_pipeline
    expr: sum(open_pipeline)
    display_name: Open pipeline
    synonyms: [expected deals]
    comment: {{ described('total_open_pipeline') }}
  - name: total_unpaid
    expr: sum(unpaid_amount)
    display_name: Unpaid invoices
    synonyms: [receivables]
    comment: {{ described('total_unpaid') }}
  - name: expected_revenue
    expr: sum(expected_12_month_revenue)
    display_name: Expected 12-month revenue
    synonyms: [forecast, predicted lifetime value]
    comment: {{ described('expected_revenue') }}
  - name: email_share
    expr: {{ ratio("count(*) filter (where email_consent = 'yes')", 'count(*)') }}
    display_name: Share open to e-mail
    synonyms: [e-mail consent rate]
    format: {type: percentage}
    comment: {{ described('email_share') }}
  - name: over_credit_limit
    expr: count(*) filter (where credit_use > 1)
    display_name: Over their credit limit
    comment: {{ described('over_credit_limit') }}
