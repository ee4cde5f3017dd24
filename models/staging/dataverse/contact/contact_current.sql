{{ current_with_lookup('contact') }}
