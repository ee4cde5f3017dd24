{{ stage('salesorderdetail', 'sales_order_line_id', {
    'sales_order_id': ('guid', 'salesorderid'),
    'line_number': ('whole_number', 'lineitemnumber'),
    'product': ('text', 'productdescription'),
    'quantity': ('decimal(23, 5)', 'quantity'),
    'price_per_unit': ('decimal(19, 4)', 'priceperunit'),
    'price_per_unit_base': ('decimal(19, 4)', 'priceperunit_base'),
    'extended_amount': ('decimal(19, 4)', 'extendedamount'),
    'extended_amount_base': ('decimal(19, 4)', 'extendedamount_base'),
    'currency_id': ('guid', 'transactioncurrencyid'),
    'currency_name': ('text', 'transactioncurrencyidname'),
    'exchange_rate': ('decimal(28, 10)', 'exchangerate'),
}) }}
