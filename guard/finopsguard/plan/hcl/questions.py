"""What tfparse is asked, and what it answered: calls of pure functions whose arguments are constants.

tfparse takes unknown values for made-up ones and reads any file that an expression names. A call without names in it has
neither: whatever a directory holds, tfparse sees constants of ours only.
"""

from decimal import Decimal
from typing import Any

from finopsguard.plan.hcl.scan_json import decode_json
from finopsguard.plan.hcl.values import PENDING, UNKNOWN, EvaluationError, TooMuchError

_LARGEST = 8 * 1024 * 1024
"""Characters of all questions of one round."""
_REFUSED = object()
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(32), 127)} | str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


class Questions:
    """The oracle of a project: answers what is known and notes the rest for the next round."""

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}
        self._open: dict[str, None] = {}
        self._size = 0

    def __call__(self, name: str, arguments: list[Any]) -> Any:
        text = f"{name}({', '.join(map(constant, arguments))})"
        if text in self._answers:
            answer = self._answers[text]
            if answer is _REFUSED:
                raise EvaluationError(f"{name} refuses its arguments")
            return answer
        if text not in self._open:
            self._size += len(text)
            if self._size > _LARGEST:
                raise TooMuchError
            self._open[text] = None
        return PENDING

    def take(self) -> list[str]:
        """The calls to ask next; they count as asked."""
        calls = list(self._open)
        self._open.clear()
        self._size = 0
        return calls

    def answer(self, calls: list[str], answers: dict[str, Any]) -> None:
        """Notes the answers; a call that is not among them stays unknown."""
        for call in calls:
            text = answers.get(call)
            if not isinstance(text, str):
                self._answers[call] = UNKNOWN
                continue
            try:
                self._answers[call] = decode_json(text) if text else _REFUSED
            except ValueError:
                self._answers[call] = UNKNOWN


def file_of(calls: list[str]) -> str:
    """A file of Terraform that asks them."""
    return "".join(
        f'output "o{position}" {{\n  value = try(jsonencode({call}), "")\n}}\n' for position, call in enumerate(calls)
    )


def constant(value: Any) -> str:
    """A value in HCL's native syntax."""
    if isinstance(value, str):
        text = value.encode(errors="replace").decode().translate(_ESCAPES)
        return '"' + text.replace("${", "$${").replace("%{", "%%{") + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | Decimal):
        return f"({value})" if value < 0 else f"{value}"
    if isinstance(value, list):
        return f"[{', '.join(map(constant, value))}]"
    return "{" + ", ".join(f"{constant(key)} = {constant(item)}" for key, item in value.items()) + "}"
