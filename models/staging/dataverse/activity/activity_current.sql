{{ current_with_lookup('activity') }}
