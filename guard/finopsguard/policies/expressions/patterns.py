"""Patterns of addresses, types and sizes."""

from fnmatch import fnmatchcase


def like(text: str, pattern: str) -> bool:
    """``*`` stands for any characters, ``?`` for one; brackets are ordinary, for addresses are full of them."""
    return text == pattern or fnmatchcase(text, pattern.replace("[", "[[]"))
