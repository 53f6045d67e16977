"""Which environment a resource is in: production, development or another. Nothing in Terraform says so; conventions do.

In this order: a tag ``environment``, ``env`` or ``stage`` (in any case); the workspace (``TF_WORKSPACE`` or ``environment:`` of
``finopsguard.yml``, if the run knows one); words in the project's path. What these say is looked up in the patterns of
``environments:``; a tag whose value is in none of them is an environment of its own name.
"""

import re
from collections.abc import Mapping, Sequence

from finopsguard.policies.expressions.patterns import like

TAGS = ("environment", "env", "stage")
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "production": ("production", "prod", "prd", "live"),
    "staging": ("staging", "stage", "stg", "preprod", "uat"),
    "test": ("test", "testing", "qa", "ci"),
    "development": ("development", "dev", "develop", "sandbox", "playground"),
}
"""Environments when ``finopsguard.yml`` names none. Patterns are of whole words: ``dev`` is in ``shop-dev`` and not in ``devices``."""

_WORDS = re.compile(r"[^0-9a-z*?]+")


class Environments:
    """Looks up environments by what tags, workspace and project say."""

    def __init__(self, configured: Sequence[tuple[str, tuple[str, ...]]], workspace: str) -> None:
        self._patterns = dict(configured) or DEFAULTS
        self._workspace = workspace
        self._known: dict[str, str] = {}

    def of_tag(self, value: str) -> str:
        """The environment that a tag's value stands for: by pattern, else the value itself."""
        return self.of_text(value) or value.strip().lower()

    def of_project(self, name: str) -> str:
        """The environment of a whole project; empty when nothing tells."""
        return self.of_tag(self._workspace) if self._workspace else self.of_text(name)

    def of_text(self, text: str) -> str:
        """The first environment of which a pattern matches the text or a word of it; the last word that tells counts."""
        if text in self._known:
            return self._known[text]
        lowered = text.strip().lower()
        words = [word for word in _WORDS.split(lowered) if word]
        found = ""
        for part in (lowered, *reversed(words)):
            found = next(
                (name for name, patterns in self._patterns.items() if any(like(part, one.lower()) for one in patterns)),
                "",
            )
            if found or not part:
                break
        if len(self._known) < 10_000:
            self._known[text] = found
        return found
