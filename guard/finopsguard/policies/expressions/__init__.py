"""Conditions and messages of policies: Jinja's syntax, this program's own short and harmless meaning.

Jinja only parses. What it parses is held to an allow-list and turned into Python closures here, so there is no code to escape into: no
calls, no attributes of Python objects, no loops, no text arithmetic.
"""
