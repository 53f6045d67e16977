"""Tags and labels of a resource, by which costs are rolled up."""

from typing import Any

from finopsguard.resources.sensitive import HIDDEN
from finopsguard.types.plan import PlanContext, ResourceChange, Side, Values

ATTRIBUTES = ("tags_all", "effective_labels", "tags", "labels", "metadata")
"""Where providers keep them, what they will really apply (with default tags) first."""
BLOCKS = "tag"
"""Auto Scaling groups list theirs as blocks of key and value."""


def tags(change: ResourceChange, context: PlanContext, values: Values) -> dict[str, str]:
    """Tags or labels as the provider will apply them; a sensitive one's value is masked, and none shown where all of them are."""
    for name in ATTRIBUTES:
        found = values.get(name)
        if isinstance(found, dict) and found:
            texts = {key: value for key, value in found.items() if isinstance(value, str)}
            mark = _mark(change, context, name)
            if mark is True:
                return {}
            masked = {key: HIDDEN for key in texts if isinstance(mark, dict) and mark.get(key)}
            return {**texts, **masked} if masked else texts
    blocks = values.get(BLOCKS)
    if isinstance(blocks, list) and blocks and not _mark(change, context, BLOCKS):
        return {
            block["key"]: block["value"]
            for block in blocks
            if isinstance(block, dict) and isinstance(block.get("key"), str) and isinstance(block.get("value"), str)
        }
    return {}


def _mark(change: ResourceChange, context: PlanContext, name: str) -> Any:
    """What of an attribute is sensitive."""
    marks = context.sensitive(change, Side.AFTER if change.after is not None else Side.BEFORE)
    if not isinstance(marks, dict):
        return marks
    mark = marks.get(name)
    return any(mark) if isinstance(mark, list) else mark
