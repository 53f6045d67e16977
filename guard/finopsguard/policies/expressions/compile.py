"""Jinja's tree to closures: an explicit list of what may stand in it, each with its meaning. All else is refused by name.

Closures take the subject (what a policy is judged on) and answer a value, ``None`` (not set) or :class:`Unknown`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

import msgspec

from finopsguard.policies.expressions.compare import ARITHMETIC, COMPARISONS, is_number
from finopsguard.policies.expressions.filters import FILTERS, TESTS, Named
from finopsguard.policies.expressions.nodes import WORDS, arguments_of, dotted, is_path
from finopsguard.policies.expressions.parse import Where, near, parse_condition, parse_template
from finopsguard.policies.expressions.show import shown
from finopsguard.policies.expressions.unknown import Truth, Unknown, both, negated, truth
from finopsguard.policies.expressions.view import step

Evaluate = Callable[[Any], Any]


class Getter(msgspec.Struct, frozen=True):
    """One name of the context: how to get it, and what may stand behind its dot."""

    get: Evaluate | None
    fields: "Mapping[str, Getter]" = {}
    free: bool = False
    """Anything may follow: attributes of providers and keys of mappings cannot be checked here."""


class Names(Protocol):
    """What expressions may name."""

    def root(self, name: str) -> Getter | None:
        """The name that an expression begins with; ``None`` if there is none."""

    def all(self) -> list[str]:
        """Every such name."""


def compile_value(text: str, names: Names, where: Where) -> Evaluate:
    """An expression as a function of the subject. Raises :class:`PolicyError` for whatever is not allowed or not known."""
    return _Compiler(names, where).value(parse_condition(text, where))


def compile_condition(text: str, names: Names, where: Where) -> Callable[[Any], Truth]:
    """The same for a condition: true, false or unknown."""
    evaluate = compile_value(text, names, where)
    return lambda subject: truth(evaluate(subject))


def compile_template(text: str, names: Names, where: Where, *, longest: int) -> Callable[[Any], str]:
    """A message as a function of the subject; at most ``longest`` characters. Raises :class:`PolicyError`."""
    render = _Compiler(names, where).template(parse_template(text, where))

    def written(subject: Any) -> str:
        text = render(subject).strip()
        return text if len(text) <= longest else text[: longest - 1] + "…"

    return written


class _Compiler:
    def __init__(self, names: Names, where: Where) -> None:
        self.names = names
        self.where = where

    def value(self, node: Any) -> Evaluate:
        make = _VALUES.get(type(node).__name__)
        if make is None:
            raise self.refuse(node, f"{WORDS.get(type(node).__name__, type(node).__name__)} may not be used here.")
        return make(self, node)

    def template(self, nodes: list[Any]) -> Callable[[Any], str]:
        parts = [self.part(node) for node in nodes]
        return lambda subject: "".join(part(subject) for part in parts)

    def part(self, node: Any) -> Callable[[Any], str]:
        kind = type(node).__name__
        if kind == "TemplateData":
            text: str = node.data
            return lambda _subject: text
        if kind == "Output":
            return self.template(node.nodes)
        if kind == "If":
            return self.choice(node)
        if kind in _VALUES:
            evaluate = self.value(node)
            return lambda subject: shown(evaluate(subject))
        raise self.refuse(node, f"{WORDS.get(kind, kind)} may not be used in a message.")

    def choice(self, node: Any) -> Callable[[Any], str]:
        cases = [(self.value(case.test), self.template(case.body)) for case in (node, *node.elif_)]
        otherwise = self.template(node.else_)

        def choose(subject: Any) -> str:
            for test, body in cases:
                if truth(test(subject)) is True:
                    return body(subject)
            return otherwise(subject)

        return choose

    def refuse(self, node: Any, message: str, hint: str = "") -> Exception:
        return self.where.error(
            message, line=getattr(node, "lineno", 1) or 1, hint=hint or "Conditions are kept simple (docs/policies.md)."
        )

    def constant(self, node: Any) -> Evaluate:
        value = node.value
        if isinstance(value, float):
            try:
                value = Decimal(repr(value))
            except InvalidOperation:
                value = None
        if not (value is None or isinstance(value, (bool, str)) or is_number(value)):
            raise self.refuse(node, "this constant may not be used.")
        return lambda _subject: value

    def path(self, node: Any) -> Evaluate:
        """A name, or names with dots, of the context."""
        found = self.getter(node)
        if found.get is None:
            raise self.refuse(
                node, f"{dotted(node)} is no value by itself.", near("", found.fields, "names behind its dot")
            )
        return found.get

    def getter(self, node: Any) -> Getter:
        """The context's entry that a name, or a name with a dot behind it, stands for."""
        if type(node).__name__ == "Name":
            found = self.names.root(node.name)
            if found is None:
                raise self.refuse(
                    node, f"{node.name} is no name of the context.", near(node.name, self.names.all(), "names")
                )
            return found
        owner = self.getter(node.node)
        found = owner.fields.get(node.attr)
        if found is not None:
            return found
        if not owner.free:
            known = owner.fields
            hint = near(node.attr, known, "names") if known else "Nothing may follow it."
            raise self.refuse(node, f"{dotted(node)} is no name of the context.", hint)
        inner, key = self.path(node.node), node.attr
        return Getter(lambda subject: step(inner(subject), key), free=True)

    def attribute(self, node: Any) -> Evaluate:
        if node.attr.startswith("_"):
            raise self.refuse(node, f"a name may not begin with _ ({node.attr}).")
        if is_path(node):
            return self.path(node)
        inner, key = self.value(node.node), node.attr
        return lambda subject: step(inner(subject), key)

    def item(self, node: Any) -> Evaluate:
        if type(node.arg).__name__ == "Slice":
            raise self.refuse(node, "a slice may not be used here.")
        if type(node.arg).__name__ == "Const" and isinstance(node.arg.value, str):
            if node.arg.value.startswith("_"):
                raise self.refuse(node, f"a name may not begin with _ ({node.arg.value}).")
            if is_path(node.node):
                owner = self.getter(node.node)
                if not owner.free and owner.fields:
                    raise self.refuse(node, "brackets may not be used here.", "Write it with a dot.")
        inner, key = self.value(node.node), self.value(node.arg)
        return lambda subject: step(inner(subject), key(subject))

    def elements(self, node: Any) -> Evaluate:
        parts = [self.value(item) for item in node.items]
        return lambda subject: [part(subject) for part in parts]

    def compare(self, node: Any) -> Evaluate:
        first = self.value(node.expr)
        rest = [(COMPARISONS[operand.op], self.value(operand.expr)) for operand in node.ops]
        if len(rest) == 1:
            ((operation, second),) = rest
            return lambda subject: operation(first(subject), second(subject))

        def chain(subject: Any) -> Truth:
            answer: Truth = True
            left = first(subject)
            for operation, right in rest:
                value = right(subject)
                answer = both(answer, operation(left, value))
                left = value
            return answer

        return chain

    def conjunction(self, node: Any) -> Evaluate:
        left, right = self.value(node.left), self.value(node.right)

        def evaluate(subject: Any) -> Truth:
            first = truth(left(subject))
            return False if first is False else both(first, truth(right(subject)))

        return evaluate

    def disjunction(self, node: Any) -> Evaluate:
        left, right = self.value(node.left), self.value(node.right)

        def evaluate(subject: Any) -> Truth:
            first = truth(left(subject))
            return True if first is True else negated(both(negated(first), negated(truth(right(subject)))))

        return evaluate

    def negation(self, node: Any) -> Evaluate:
        inner = self.value(node.node)
        return lambda subject: negated(truth(inner(subject)))

    def sign(self, node: Any) -> Evaluate:
        inner = self.value(node.node)
        subtract = ARITHMETIC["Sub" if type(node).__name__ == "Neg" else "Add"]
        return lambda subject: subtract(0, inner(subject))

    def operation(self, node: Any) -> Evaluate:
        apply = ARITHMETIC[type(node).__name__]
        for side in (node.left, node.right):
            if type(side).__name__ == "Const" and not is_number(side.value) and not isinstance(side.value, float):
                raise self.refuse(
                    node, "only numbers can be computed with.", "Texts are put together in messages: {{ a }} {{ b }}."
                )
        left, right = self.value(node.left), self.value(node.right)
        return lambda subject: apply(left(subject), right(subject))

    def conditional(self, node: Any) -> Evaluate:
        test, yes = self.value(node.test), self.value(node.expr1)
        no: Evaluate = self.value(node.expr2) if node.expr2 is not None else lambda _subject: None

        def evaluate(subject: Any) -> Any:
            answer = truth(test(subject))
            return answer if isinstance(answer, Unknown) else yes(subject) if answer else no(subject)

        return evaluate

    def filter(self, node: Any) -> Evaluate:
        return self.named(node, FILTERS, "filter")

    def test(self, node: Any) -> Evaluate:
        return self.named(node, TESTS, "test")

    def named(self, node: Any, registry: Mapping[str, Named], what: str) -> Evaluate:
        found = registry.get(node.name)
        if found is None:
            raise self.refuse(node, f"there is no {what} {node.name}.", near(node.name, registry, f"{what}s"))
        if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None or node.node is None:
            raise self.refuse(node, f"{node.name} takes its arguments in order, without names.")
        if not found.fewest <= len(node.args) <= found.most:
            raise self.refuse(node, f"{node.name} takes {arguments_of(found)}.", f"For example: {found.example}.")
        inner, arguments = self.value(node.node), [self.value(argument) for argument in node.args]
        call, through = found.call, not found.takes_unknown

        def evaluate(subject: Any) -> Any:
            value = inner(subject)
            if through and isinstance(value, Unknown):
                return value
            given = [argument(subject) for argument in arguments]
            if through:
                for argument in given:
                    if isinstance(argument, Unknown):
                        return argument
            try:
                return call(value, *given)
            except (TypeError, ValueError, ArithmeticError, AttributeError):
                return Unknown(f"{node.name} cannot work on this value")

        return evaluate


_VALUES: dict[str, Callable[[_Compiler, Any], Evaluate]] = {
    "Const": _Compiler.constant,
    "Name": _Compiler.path,
    "Getattr": _Compiler.attribute,
    "Getitem": _Compiler.item,
    "List": _Compiler.elements,
    "Tuple": _Compiler.elements,
    "Compare": _Compiler.compare,
    "And": _Compiler.conjunction,
    "Or": _Compiler.disjunction,
    "Not": _Compiler.negation,
    "Neg": _Compiler.sign,
    "Pos": _Compiler.sign,
    "Add": _Compiler.operation,
    "Sub": _Compiler.operation,
    "Mul": _Compiler.operation,
    "Div": _Compiler.operation,
    "CondExpr": _Compiler.conditional,
    "Filter": _Compiler.filter,
    "Test": _Compiler.test,
}
"""Nodes that may stand in an expression. What is not here is refused."""
