"""The price book: lookup, currency, provenance and overrides."""
