"""Tags as bills write them: an object, a list of keys and values, or an object without its braces."""

from typing import Any

import msgspec


def decoded(text: str) -> dict[str, str]:
    """Tags by key; empty where they cannot be read."""
    stripped = text.strip()
    for attempt in (stripped, "{" + stripped + "}"):
        try:
            found = msgspec.json.decode(attempt)
        except msgspec.DecodeError:
            continue
        return _texts(found)
    return {}


def _texts(found: Any) -> dict[str, str]:
    if isinstance(found, dict):
        return {str(key): value for key, value in found.items() if isinstance(value, str)}
    if isinstance(found, list):
        return {
            pair["key"]: pair["value"]
            for pair in found
            if isinstance(pair, dict) and isinstance(pair.get("key"), str) and isinstance(pair.get("value"), str)
        }
    return {}
