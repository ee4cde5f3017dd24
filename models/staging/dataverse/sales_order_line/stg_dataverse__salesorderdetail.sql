{{ stage('salesorderdetail', 'sales_order_line_id', {
    'sales_order_id': {'from': 'salesorderid', 'kind': 'guid'},
    'line_number': {'from': 'lineitemnumber', 'kind': 'whole_number'},
    'product': {'from': 'productdescription', 'kind': 'text'},
    'quantity': {'from': 'quantity', 'kind': 'decimal(23, 5)'},
    'price_per_unit': {'from': 'priceperunit', 'kind': 'decimal(19, 4)'},
    'price_per_unit_base': {'from': 'priceperunit_base', 'kind': 'decimal(19, 4)'},
    'extended_amount': {'from': 'extendedamount', 'kind': 'decimal(19, 4)'},
    'extended_amount_base': {'from': 'extendedamount_base', 'kind': 'decimal(19, 4)'},
    'currency_id': {'from': 'transactioncurrencyid', 'kind': 'guid'},
    'currency_name': {'from': 'transactioncurrencyidname', 'kind': 'text'},
    'exchange_rate': {'from': 'exchangerate', 'kind': 'decimal(28, 10)'},
}) }}
