{#-
    The exported tables that silver holds: the table, its staging model, and what its records are called. The models are
    called after that: contact_history, contact_current, and contact_id is the key. c360 scaffold adds lines.
-#}
{% macro exported_tables() %}
{{ return([
    ('crc33_customer', 'stg_dataverse__customer', 'customer'),
    ('contact', 'stg_dataverse__contact', 'contact'),
    ('lead', 'stg_dataverse__lead', 'lead'),
    ('account', 'stg_dataverse__account', 'account'),
    ('opportunity', 'stg_dataverse__opportunity', 'opportunity'),
    ('salesorder', 'stg_dataverse__salesorder', 'sales_order'),
    ('salesorderdetail', 'stg_dataverse__salesorderdetail', 'sales_order_line'),
    ('invoice', 'stg_dataverse__invoice', 'invoice'),
    ('activitypointer', 'stg_dataverse__activitypointer', 'activity'),
]) }}
{% endmacro %}
