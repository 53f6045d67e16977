"""What an expression is worth, as far as that can be known without a plan.

An unknown part makes unknown what depends on it, and nothing else: a map with one unknown entry still has known keys.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

from finopsguard.plan.hcl.library import alike
from finopsguard.plan.hcl.operations import ARITHMETIC, Names, bindings, bound, equal, member, typed_apart
from finopsguard.plan.hcl.syntax import (
    EACH,
    Binary,
    Call,
    Conditional,
    Entries,
    For,
    GetAttr,
    GetIndex,
    Items,
    Literal,
    Name,
    Node,
    Splat,
    Template,
    Unary,
)
from finopsguard.plan.hcl.values import (
    PENDING,
    UNKNOWN,
    EvaluationError,
    Lazy,
    TooMuchError,
    as_bool,
    as_number,
    as_text,
    mark_in,
    same,
    settle,
    unified,
    whole,
)

MAX_STEPS = 3_000_000
"""Expressions evaluated in one directory, the same one once for each instance: some seconds of work."""
STEPS_OF_ONE = 500_000
"""The same for one expression, with all that it needs."""
MAX_TEXT = 1024 * 1024
"""Characters of one text."""


class Functions(Protocol):
    """How functions are answered."""

    def __call__(self, name: str, arguments: list[Any], names: Names, /) -> Any:
        """The value of a call; arguments may hold unknown parts."""


class Evaluator:
    """Evaluates trees. One lives as long as the evaluation of a directory, and so does its allowance of work."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._left = MAX_STEPS

    def allow(self, steps: int) -> int:
        """Grants at most so many steps until :meth:`settle_up` is told what this answers."""
        before = self._left
        self._left = min(before, steps)
        return before - self._left

    def settle_up(self, kept: int) -> None:
        """Ends what :meth:`allow` began. Raises :class:`TooMuchError` when all the work of the directory is spent."""
        self._left = max(self._left, 0) + kept
        if self._left <= 0:
            raise TooMuchError

    def charge(self, steps: int) -> None:
        """Counts work. Raises :class:`TooMuchError` when there was too much."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchError

    def value(self, node: Node, names: Names) -> Any:
        """The worth of an expression. Raises :class:`EvaluationError` and :class:`TooMuchError`."""
        self._left -= 1
        if self._left < 0:
            raise TooMuchError
        return _EVALUATE[type(node)](self, node, names)

    def literal(self, node: Literal, _names: Names) -> Any:
        return node.value

    def name(self, node: Name, names: Names) -> Any:
        return names(node.name)

    def template(self, node: Template, names: Names) -> Any:
        parts = [self.value(part, names) for part in node.parts]
        mark = mark_in(parts)
        if mark is not None:
            return mark
        text = "".join(map(as_text, parts))
        if len(text) > MAX_TEXT:
            raise TooMuchError
        self.charge(len(text) >> 8)
        return text

    def attribute(self, node: GetAttr, names: Names) -> Any:
        return member(self.value(node.of, names), node.name)

    def index(self, node: GetIndex, names: Names) -> Any:
        of = self.value(node.of, names)
        key = self.value(node.key, names)
        mark = mark_in(key)
        if mark is not None and of is not PENDING:
            return mark
        return member(of, key)

    def splat(self, node: Splat, names: Names) -> Any:
        of = self.value(node.of, names)
        if of is UNKNOWN or of is PENDING:
            return of
        items = of if isinstance(of, list) else [] if of is None else [of]
        return [self.value(node.rest, bound(names, {EACH: item})) for item in items]

    def call(self, node: Call, names: Names) -> Any:
        if node.name in ("try", "can"):
            return self._attempts(node, names)
        arguments = [self.value(argument, names) for argument in node.arguments]
        if node.expand and arguments:
            last = arguments.pop()
            if last is UNKNOWN or last is PENDING:
                return last
            if not isinstance(last, list):
                raise EvaluationError("only a list can be followed by three dots")
            arguments += last
        value = self._functions(node.name, arguments, names)
        if isinstance(value, list | dict):
            self.charge(len(value))
        elif isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise TooMuchError
            self.charge(len(value) >> 8)
        return value

    def _attempts(self, node: Call, names: Names) -> Any:
        """``try`` and ``can``: the first argument that is no error."""
        for argument in node.arguments:
            try:
                value = self.value(argument, names)
            except EvaluationError:
                continue
            if node.name == "try":
                return value
            mark = mark_in(value)
            return True if mark is None else mark
        if node.name == "can":
            return False
        raise EvaluationError("no argument of try has a value")

    def items(self, node: Items, names: Names) -> Any:
        return [self.value(item, names) for item in node.items]

    def entries(self, node: Entries, names: Names) -> Any:
        found: dict[str, Any] = {}
        for key, value in node.entries:
            name = self.value(key, names)
            if name is UNKNOWN or name is PENDING:
                return name
            found[as_text(name)] = self.value(value, names)
        return found

    def unary(self, node: Unary, names: Names) -> Any:
        value = self.value(node.operand, names)
        mark = mark_in(value)
        if mark is not None:
            return mark
        return not as_bool(value) if node.operator == "!" else -as_number(value)

    def binary(self, node: Binary, names: Names) -> Any:
        left = self.value(node.left, names)
        if node.operator in ("&&", "||"):
            return self._logical(node, left, names)
        right = self.value(node.right, names)
        if node.operator in ("==", "!="):
            if typed_apart(node, left, right):
                return node.operator == "!="
            return equal(left, right, wanted=node.operator == "==")
        mark = mark_in([left, right])
        if mark is not None:
            return mark
        try:
            result = ARITHMETIC[node.operator](as_number(left), as_number(right))
        except ArithmeticError:
            raise EvaluationError("the result is no number") from None
        return whole(result) if isinstance(result, Decimal) else result

    def _logical(self, node: Binary, left: Any, names: Names) -> Any:
        """What one side decides alone does not wait for the other."""
        decides = node.operator == "||"
        left_mark = mark_in(left)
        if left_mark is None and as_bool(left) is decides:
            return decides
        right = self.value(node.right, names)
        right_mark = mark_in(right)
        if right_mark is None and as_bool(right) is decides:
            return decides
        if PENDING in (left_mark, right_mark):
            return PENDING
        return left_mark or right_mark or not decides

    def conditional(self, node: Conditional, names: Names) -> Any:
        test = self.value(node.test, names)
        mark = mark_in(test)
        if mark is None:
            return self._chosen(node.yes, node.no, names) if as_bool(test) else self._chosen(node.no, node.yes, names)
        if mark is UNKNOWN:
            yes, no = self.value(node.yes, names), self.value(node.no, names)
            if mark_in([yes, no]) is None and same(yes, no):
                return yes
        return mark

    def _chosen(self, chosen: Node, other: Node, names: Names) -> Any:
        """The chosen branch, converted to the type that both have: a number beside a text is a text. The other may be an error."""
        value = self.value(chosen, names)
        if not isinstance(value, bool | int | Decimal | list | dict) or mark_in(value) is not None:
            return value
        try:
            rejected = self.value(other, names)
            if mark_in(rejected) is not None:
                return value
        except EvaluationError:
            return value
        return alike(value, rejected) if isinstance(value, list | dict) else unified([value, rejected])[0]

    def loop(self, node: For, names: Names) -> Any:
        of = self.value(node.of, names)
        if isinstance(of, Lazy):
            of = settle(of)
        if of is UNKNOWN or of is PENDING:
            return of
        if not isinstance(of, list | dict):
            raise EvaluationError("for needs a list or a map")
        keyed: dict[str, Any] = {}
        listed: list[Any] = []
        for variables in bindings(node, of):
            inner = bound(names, variables)
            if node.test is not None:
                test = self.value(node.test, inner)
                mark = mark_in(test)
                if mark is not None:
                    return mark
                if not as_bool(test):
                    continue
            value = self.value(node.value, inner)
            if node.key is None:
                listed.append(value)
                continue
            key = self.value(node.key, inner)
            mark = mark_in(key)
            if mark is not None:
                return mark
            if node.grouped:
                keyed.setdefault(as_text(key), []).append(value)
            else:
                keyed[as_text(key)] = value
        return listed if node.key is None else keyed


_EVALUATE: dict[type, Callable[[Evaluator, Any, Names], Any]] = {
    Literal: Evaluator.literal,
    Name: Evaluator.name,
    Template: Evaluator.template,
    GetAttr: Evaluator.attribute,
    GetIndex: Evaluator.index,
    Splat: Evaluator.splat,
    Call: Evaluator.call,
    Items: Evaluator.items,
    Entries: Evaluator.entries,
    Unary: Evaluator.unary,
    Binary: Evaluator.binary,
    Conditional: Evaluator.conditional,
    For: Evaluator.loop,
}
