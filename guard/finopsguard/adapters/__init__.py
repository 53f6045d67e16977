"""The outside world: what clouds say of usage, bills and quotas. Nothing here runs unless the user asks for it."""
