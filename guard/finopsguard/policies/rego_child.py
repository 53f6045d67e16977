"""Runs Rego, in a process of its own: no environment to read, a time limit, and what the library prints does not reach the report.

Standard input: a JSON object with ``modules`` (name and text each), ``packages`` and ``input``. Standard output:
``{"packages": {name: value}}``, or ``{"error": text}``. Run by path (``python -I rego_child.py``), so it imports nothing of ours.
"""

import json
import os
import sys
from typing import Any


def main() -> int:
    """Answer one request."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # the library prints to standard output
    try:
        import regopy  # noqa: PLC0415  an extra: its absence is an answer too
    except ImportError:
        said: dict[str, Any] = {"missing": True}
    else:
        said = _evaluate(regopy, json.load(sys.stdin))
    json.dump(said, answer)
    answer.close()
    return 0


def _evaluate(regopy: Any, request: dict[str, Any]) -> dict[str, Any]:
    interpreter = regopy.Interpreter()
    interpreter.strict_built_in_errors = True  # otherwise an error in a rule reads as a rule that found nothing
    for name, text in request["modules"]:
        try:
            interpreter.add_module(name, text)
        except regopy.RegoError as problem:
            return {"error": str(problem), "file": name}
    try:
        interpreter.set_input_term(request["input"])
        return {"packages": {name: _value(interpreter.query(f"data.{name}")) for name in request["packages"]}}
    except (regopy.RegoError, IndexError) as problem:
        return {"error": str(problem)}


def _value(output: Any) -> Any:
    if not output.ok():
        raise IndexError("a rule ended in an error")
    results = output.results
    return results[0].expressions[0] if results and results[0].expressions else None


if __name__ == "__main__":
    sys.exit(main())
