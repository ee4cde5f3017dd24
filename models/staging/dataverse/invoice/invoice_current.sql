{{ current_with_lookup('invoice') }}
