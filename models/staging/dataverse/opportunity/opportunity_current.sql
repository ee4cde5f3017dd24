{{ current_with_lookup('opportunity') }}
