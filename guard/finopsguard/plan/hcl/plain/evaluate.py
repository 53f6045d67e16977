"""What expressions mean. Unknowns pass through as they do in Terraform, and so do marks of sensitive values."""

from collections.abc import Callable
from typing import Any

from finopsguard.plan.hcl.plain import nodes
from finopsguard.plan.hcl.plain.access import attribute, index, pairs
from finopsguard.plan.hcl.plain.conversion import convert, shared_type, to_bool, to_string, type_of
from finopsguard.plan.hcl.plain.functions.every import FUNCTIONS, Function
from finopsguard.plan.hcl.plain.limits import check_items, check_string
from finopsguard.plan.hcl.plain.operators import binary, unary
from finopsguard.plan.hcl.plain.scope import Lazy, Scope
from finopsguard.plan.hcl.plain.special import SPECIAL
from finopsguard.plan.hcl.plain.values import (
    UNKNOWN,
    EvaluationError,
    Resource,
    Sensitive,
    Set,
    Unknown,
    is_unknown,
    mark,
    plain,
    unmarked,
    weight,
    wholly_known,
)


def evaluate(node: nodes.Node, scope: Scope) -> Any:
    """The value of an expression. Raises ``EvaluationError`` where Terraform would refuse it, ``LimitReachedError`` beyond the limits."""
    found = partly(node, scope)
    return found.value() if isinstance(found, Lazy) else found


def opened(scope: Scope, value: Any) -> tuple[Any, bool]:
    """The value without marks, and whether there were any; what is too large to look at is refused."""
    scope.budget.take(weight(value))
    return unmarked(value)


def partly(node: nodes.Node, scope: Scope) -> Any:
    """As :func:`evaluate`, but what can be evaluated in parts is left to be."""
    scope.budget.spend()
    return _MEANINGS[type(node)](node, scope)


def _literal(node: nodes.Literal, _scope: Scope) -> Any:
    return node.value


def _name(node: nodes.Name, scope: Scope) -> Any:
    return scope.look_up(node.name)


def _item(_node: nodes.Item, scope: Scope) -> Any:
    return scope.look_up("[*]")


def _attribute(node: nodes.Attribute, scope: Scope) -> Any:
    return attribute(partly(node.target, scope), node.name)


def _index(node: nodes.Index, scope: Scope) -> Any:
    target = partly(node.target, scope)
    key = evaluate(node.key, scope)
    if isinstance(target, Lazy):
        found = target.item(plain(key))
        return index(target.value(), key) if found is None else found
    return index(target, key)


def _splat(node: nodes.Splat, scope: Scope) -> Any:
    """Of what is no list, a splat makes a list of one; of null, an empty one."""
    target = evaluate(node.target, scope)
    sensitive = isinstance(target, Sensitive)
    target = plain(target)
    if isinstance(target, Unknown):
        return UNKNOWN
    items = list(target) if isinstance(target, list | tuple | Set) else [] if target is None else [target]
    found = tuple(evaluate(node.rest, scope.binding({"[*]": item})) for item in items)
    result = list(found) if isinstance(target, list | Set) else found
    return mark(result, sensitive=sensitive)


def _call(node: nodes.Call, scope: Scope) -> Any:
    name = node.name.removeprefix("core::")
    special = SPECIAL.get(name)
    if special is not None:
        return special(node, scope, evaluate)
    function = FUNCTIONS.get(name)
    given = [evaluate(argument, scope) for argument in node.arguments]
    if node.spread:
        last = plain(given.pop())
        if isinstance(last, Unknown):
            return UNKNOWN
        if not isinstance(last, list | tuple | Set):
            raise EvaluationError("what ... spreads must be a list")
        given.extend(last)
    return UNKNOWN if function is None else call(name, function, given, scope)


def call(name: str, function: Function, given: list[Any], scope: Scope) -> Any:
    """A function's result: unknown where an argument is, sensitive where one is."""
    if not function.least <= len(given) <= (function.most if function.most is not None else len(given)):
        raise EvaluationError(f"{name} does not take {len(given)} arguments")
    known, marks = [], False
    for argument in given:
        value, found = opened(scope, argument)
        known.append(value)
        marks = marks or found
    unknown = any(isinstance(value, Unknown) for value in known) and not function.takes_unknown
    if unknown or not (function.sees_unknown or all(wholly_known(value) for value in known)):
        return mark(UNKNOWN, sensitive=marks)
    try:
        result = function.run(scope.files, *known) if function.reads_files else function.run(*known)
    except EvaluationError as error:
        raise EvaluationError(f"{name}: {error}") from None
    return mark(result, sensitive=marks)


def _unary(node: nodes.Unary, scope: Scope) -> Any:
    operand, marks = opened(scope, evaluate(node.operand, scope))
    return mark(unary(node.operator, operand), sensitive=marks)


def _binary(node: nodes.Binary, scope: Scope) -> Any:
    """``&&`` and ``||`` do not evaluate their right side where the left one decides, as since Terraform 1.12."""
    chain: list[nodes.Binary] = []
    leftmost: nodes.Node = node
    while isinstance(leftmost, nodes.Binary):
        chain.append(leftmost)
        leftmost = leftmost.left
    left = evaluate(leftmost, scope)
    for step in reversed(chain):
        scope.budget.spend()
        left = _joined(step, left, scope)
    return left


def _joined(node: nodes.Binary, left: Any, scope: Scope) -> Any:
    """One operator of a chain, whose left side is known already."""
    value, marks = opened(scope, left)
    if node.operator in ("&&", "||") and not isinstance(value, Unknown):
        decided = to_bool(value)
        if decided is (node.operator == "||"):
            return mark(decided, sensitive=marks)
    right, more = opened(scope, evaluate(node.right, scope))
    return mark(binary(node.operator, value, right), sensitive=marks or more)


def _conditional(node: nodes.Conditional, scope: Scope) -> Any:
    """Both branches are converted to the type that they share; the one that is not taken may be an error."""
    condition = evaluate(node.condition, scope)
    sensitive = isinstance(condition, Sensitive)
    condition = plain(condition)
    if isinstance(condition, Unknown):
        return mark(UNKNOWN, sensitive=sensitive)
    taken, other = (node.yes, node.no) if to_bool(condition) else (node.no, node.yes)
    value = evaluate(taken, scope)
    scope.budget.take(weight(value))
    try:
        rejected = evaluate(other, scope)
        scope.budget.take(weight(rejected))
        shared = shared_type([type_of(value), type_of(rejected)])
    except EvaluationError:
        shared = None
    if shared is not None and type_of(value) is not None:
        value = convert(value, shared)
    return mark(value, sensitive=sensitive)


def _tuple(node: nodes.Tuple, scope: Scope) -> Any:
    return tuple(evaluate(item, scope) for item in node.items)


def _object(node: nodes.Object, scope: Scope) -> Any:
    found: dict[str, Any] = {}
    marks = unknown = False
    for key_node, value_node in node.items:
        key, marked = opened(scope, evaluate(key_node, scope))
        value = evaluate(value_node, scope)
        marks = marks or marked
        if isinstance(key, Unknown):
            unknown = True
        else:
            found[to_string(key)] = value
    return mark(UNKNOWN if unknown else found, sensitive=marks)


def _for(node: nodes.For, scope: Scope) -> Any:
    items = evaluate(node.items, scope)
    marks = isinstance(items, Sensitive)
    items = plain(items)
    if isinstance(items, Unknown | Resource):
        return mark(UNKNOWN, sensitive=marks)
    rows: list[tuple[Any, Any]] = []
    for key, value in pairs(items):
        names = {node.value_name: value, node.key_name: key} if node.key_name else {node.value_name: value}
        inner = scope.binding(names)
        if node.condition is not None:
            kept, marked = opened(scope, evaluate(node.condition, inner))
            marks = marks or marked
            if isinstance(kept, Unknown):
                return mark(UNKNOWN, sensitive=marks)
            if not to_bool(kept):
                continue
        rows.append((evaluate(node.key, inner) if node.key is not None else None, evaluate(node.value, inner)))
        check_items(len(rows))
    if node.key is None:
        return mark(tuple(value for _, value in rows), sensitive=marks)
    return _keyed(rows, grouped=node.grouped, marks=marks)


def _keyed(rows: list[tuple[Any, Any]], *, grouped: bool, marks: bool) -> Any:
    """The object that ``{for ... : key => value}`` makes."""
    found: dict[str, Any] = {}
    for marked_key, value in rows:
        key = plain(marked_key)
        marks = marks or isinstance(marked_key, Sensitive)
        if isinstance(key, Unknown):
            return mark(UNKNOWN, sensitive=marks)
        name = to_string(key)
        if grouped:
            found[name] = (*found.get(name, ()), value)
        elif name in found:
            raise EvaluationError(f"two items have the key {name!r}; with ... after the value they would be grouped")
        else:
            found[name] = value
    return mark(found, sensitive=marks)


def _template(node: nodes.Template, scope: Scope) -> Any:
    """One interpolation alone keeps the type of its value; else all parts are joined as text."""
    if len(node.parts) == 1 and not isinstance(node.parts[0], nodes.TemplateIf | nodes.TemplateFor):
        return evaluate(node.parts[0], scope)
    pieces: list[str] = []
    unknown = marks = False
    size = 0
    for part in node.parts:
        value, marked = opened(scope, evaluate(part, scope))
        marks = marks or marked
        if isinstance(value, Unknown):
            unknown = True
            continue
        pieces.append(to_string(value))
        size += len(pieces[-1])
        check_string(size)
    return mark(UNKNOWN if unknown else "".join(pieces), sensitive=marks)


def _template_if(node: nodes.TemplateIf, scope: Scope) -> Any:
    condition, marks = opened(scope, evaluate(node.condition, scope))
    if isinstance(condition, Unknown):
        return mark(UNKNOWN, sensitive=marks)
    value = evaluate(node.yes if to_bool(condition) else node.no, scope)
    return mark(value, sensitive=marks)


def _template_for(node: nodes.TemplateFor, scope: Scope) -> Any:
    items, marks = opened(scope, evaluate(node.items, scope))
    if isinstance(items, Unknown | Resource):
        return mark(UNKNOWN, sensitive=marks)
    pieces: list[str] = []
    size = 0
    for key, item in pairs(items):
        names = {node.value_name: item, node.key_name: key} if node.key_name else {node.value_name: item}
        value, marked = opened(scope, evaluate(node.body, scope.binding(names)))
        marks = marks or marked
        if is_unknown(value):
            return mark(UNKNOWN, sensitive=marks)
        pieces.append(value)
        size += len(value)
        check_string(size)
    return mark("".join(pieces), sensitive=marks)


_MEANINGS: dict[type[nodes.Node], Callable[[Any, Scope], Any]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Item: _item,
    nodes.Attribute: _attribute,
    nodes.Index: _index,
    nodes.Splat: _splat,
    nodes.Call: _call,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Conditional: _conditional,
    nodes.Tuple: _tuple,
    nodes.Object: _object,
    nodes.For: _for,
    nodes.Template: _template,
    nodes.TemplateIf: _template_if,
    nodes.TemplateFor: _template_for,
}
