version: 1.1
comment: {{ described() }}
source: |-
  select
      segments.customer_id,
      segments.segment,
      customers.country_code,
      measures.churn_risk,
      measures.orders,
      measures.revenue,
      measures.expected_12_month_revenue
  from {{ ref('customer_segments') }} as segments
  inner join {{ ref('customers') }} as customers
      on segments.customer_id = customers.customer_id
  inner join {{ ref('customer_measures') }} as measures
      on segments.customer_id = measures.customer_id
dimensions:
  - name: segment
    expr: segment
    display_name: Segment
    synonyms: [audience, target group]
    comment: {{ described('segment') }}
  - name: country
    expr: coalesce(country_code, 'unknown')
    display_name: Country
    comment: {{ described('country') }}
  - name: churn_risk_level
    expr: churn_risk
    display_name: Churn risk
    comment: {{ described('churn_risk_level') }}
measures:
  - name: customers
    expr: count(distinct customer_id)
    display_name: Customers
    synonyms: [size, members]
    comment: {{ described('customers') }}
  - name: total_revenue
    expr: sum(revenue)
    display_name: Revenue
    comment: {{ described('total_revenue') }}
  - name: revenue_per_customer
    expr: {{ ratio('sum(revenue)', 'count(*)') }}
    display_name: Revenue per customer
    comment: {{ described('revenue_per_customer') }}
  - name: average_order_value
    expr: {{ ratio('sum(revenue)', 'sum(orders)') }}
    display_name: Average order value
    comment: {{ described('average_order_value') }}
  - name: expected_revenue
    expr: sum(expected_12_month_revenue)
    display_name: Expected 12-month revenue
    comment: {{ described('expected_revenue') }}
