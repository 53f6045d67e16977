"""How much of what is paid for is used, and what to make of it (docs/utilisation.md)."""
