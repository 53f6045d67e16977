"""YAML that people write by hand: configuration, price and usage files. Parsing only, no files.

Stricter than YAML: a key given twice is an error, an unquoted date stays text, numbers with a point are exact
decimals, and a text that expands to more than a file of its kind can hold is refused.
"""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from finopsguard.errors import FinOpsGuardError

MAX_DEPTH = 50
MAX_NODES = 1_000_000
"""Values after every ``*alias`` is replaced by what it stands for."""


class Located(dict[Any, Any]):
    """A mapping that knows where it stands in its text, for error messages about what is inside it."""

    line = 0
    """Line number, from 1."""

    def line_of(self, key: Any) -> int:
        """The line on which a key stands; that of the mapping for a key it does not have."""
        return self.lines.get(key, self.line)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.lines: dict[Any, int] = {}


def load_yaml(text: str, where: str, error: type[FinOpsGuardError], *, ours: bool = False) -> Any:
    """The one document in ``text``; ``None`` if there is none.

    Mappings are :class:`Located`, numbers with a point ``Decimal``, integers ``int``, dates text.
    ``ours``: it comes with the program and its tests have checked it, so that a run need not again, which takes half of the time.
    ``where`` is what the text is called in messages. Raises ``error`` with the line for anything that cannot be read.
    """
    import yaml  # noqa: PLC0415 - 15 ms that a run without YAML files need not wait

    loader = _loader_class()(text)
    try:
        if not ours:
            _check_depth(text, where, error)
        node = loader.get_single_node()
        if node is None:
            return None
        if not ours:
            _check(node, where, error)
        return loader.construct_document(node)
    except yaml.YAMLError as problem:
        raise error(f"{where}{_line_of(problem)}: {_reason(problem)}", hint="Check the YAML syntax there.") from None
    except (ValueError, RecursionError) as problem:
        raise error(f"{where}: {problem}", hint="Check the YAML syntax there.") from None
    finally:
        loader.dispose()


@cache
def _loader_class() -> Any:
    """The YAML loader, made when first needed: libyaml's where PyYAML was built with it."""
    import yaml  # noqa: PLC0415 - as above

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    strict: Any = type("StrictLoader", (base,), {})
    strict.add_constructor("tag:yaml.org,2002:float", _decimal)
    strict.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))
    strict.add_constructor("tag:yaml.org,2002:map", _mapping)
    return strict


def _decimal(loader: Any, node: Any) -> Decimal:
    import yaml  # noqa: PLC0415 - as above

    text = loader.construct_scalar(node).replace("_", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise yaml.constructor.ConstructorError(
            None, None, f"{text!r} is not a number that can be used here", node.start_mark
        )
    return value


def _mapping(loader: Any, node: Any) -> Any:
    mapping = Located()
    mapping.line = node.start_mark.line + 1
    mapping.lines = {key.value: key.start_mark.line + 1 for key, _value in node.value if key.id == "scalar"}
    yield mapping
    mapping.update(loader.construct_mapping(node))


def _check_depth(text: str, where: str, error: type[FinOpsGuardError]) -> None:
    """Refuses deep nesting before nodes are made of it: libyaml makes them recursively and would end the process."""
    import yaml  # noqa: PLC0415 - as above

    depth = 0
    events: Any = yaml.parse(text, Loader=_loader_class())
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise error(f"{where}, line {line}: nested deeper than {MAX_DEPTH} levels.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check(root: Any, where: str, error: type[FinOpsGuardError]) -> None:
    """Refuses keys given twice, values inside themselves and texts that expand to too much."""
    weights: dict[int, int] = {}
    open_nodes: set[int] = set()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, children_done = stack.pop()
        name = id(node)
        if children_done:
            open_nodes.discard(name)
            weights[name] = 1 + sum(weights[id(child)] for child in _children(node))
            if weights[name] > MAX_NODES:
                raise error(
                    f"{where}: the text expands to more than {MAX_NODES:,} values.", hint="Write it with fewer aliases."
                )
            continue
        if name in weights:
            continue
        line = node.start_mark.line + 1
        if name in open_nodes:
            raise error(
                f"{where}, line {line}: a value contains itself.",
                hint="Remove the alias that points to its own parent.",
            )
        _refuse_twice(node, where, error)
        open_nodes.add(name)
        stack.append((node, True))
        stack.extend((child, False) for child in _children(node))


def _children(node: Any) -> list[Any]:
    if node.id == "mapping":
        return [part for pair in node.value for part in pair]
    return node.value if node.id == "sequence" else []


def _refuse_twice(node: Any, where: str, error: type[FinOpsGuardError]) -> None:
    if node.id != "mapping":
        return
    first: dict[tuple[str, str], int] = {}
    for key, _ in node.value:
        if key.id != "scalar":
            continue
        line = key.start_mark.line + 1
        before = first.get((key.tag, key.value))
        if before is not None:
            message = f"{where}, line {line}: {key.value!r} is given twice; first on line {before}."
            raise error(message, hint="Keep one of them.")
        first[key.tag, key.value] = line


def _line_of(problem: Any) -> str:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    return f", line {mark.line + 1}" if mark is not None else ""


def _reason(problem: Any) -> str:
    return str(getattr(problem, "problem", None) or problem).replace("\n", " ")
