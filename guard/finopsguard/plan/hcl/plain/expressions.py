"""From the parse tree of python-hcl2 to expressions."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lark import Token, Tree

from finopsguard.plan.hcl.plain import template
from finopsguard.plan.hcl.plain.nodes import (
    Attribute,
    Binary,
    Call,
    Conditional,
    For,
    Index,
    Item,
    Literal,
    Name,
    Node,
    Object,
    Splat,
    Tuple,
    Unary,
)
from finopsguard.plan.hcl.plain.parser import SourceError, parsed, told
from finopsguard.plan.hcl.plain.values import EvaluationError, number
from finopsguard.plan.hcl.template_parts import Part

LITERALS = {"true": True, "false": False, "null": None}
LAYOUT = "new_line_or_comment"


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """One expression on its own: the inside of an interpolation, a value on the command line. Raises :class:`SourceError`."""
    line = text if "<<" in text or "#" in text or "//" in text else text.replace("\n", " ")
    found = [child for child in trees(trees(parsed(f"x = ({line})\n"))[0]) if child.data != LAYOUT]
    if len(found) != 1 or found[0].data != "attribute":
        raise SourceError("this is not one expression")
    try:
        return node(found[0].children[-1])
    except (template.TemplateError, EvaluationError, RecursionError) as error:
        raise SourceError(told(error)) from None


def trees(tree: Tree[Token]) -> list[Tree[Token]]:
    """Children without bare tokens."""
    return [child for child in tree.children if isinstance(child, Tree)]


def text_of(tree: Any) -> str:
    """A name or label: its text without quotes."""
    if isinstance(tree, Token):
        return str(tree)
    if tree.data == "string":
        return "".join(template.unescape(str(leaf)) for leaf in tree.scan_values(lambda leaf: leaf.type != "DBLQUOTE"))
    return str(tree.children[0])


def node(tree: Any) -> Node:
    """The expression of a tree or token."""
    if isinstance(tree, Token):
        return Name(str(tree))
    return _CONVERTERS[tree.data](_parts(tree))


def _parts(tree: Tree[Token]) -> list[Any]:
    """Children without line ends and comments."""
    return [child for child in tree.children if not (isinstance(child, Tree) and child.data == LAYOUT)]


def _nodes(parts: list[Any]) -> tuple[Node, ...]:
    """The expressions among the parts."""
    return tuple(node(part) for part in parts if isinstance(part, Tree))


def _term(parts: list[Any]) -> Node:
    """A term, or an expression in parentheses."""
    return node(parts[1] if len(parts) == 3 else parts[0])


def _number(parts: list[Any]) -> Node:
    return Literal(number(str(parts[0])))


def _binary(parts: list[Any]) -> Node:
    """``left (operator right)``; chains of one operator are long to the left, so they are read in a loop."""
    terms = []
    left: Any = parts
    while True:
        term = _parts(left[1])
        terms.append((str(term[0].children[0]), node(term[1])))
        if not (isinstance(left[0], Tree) and left[0].data == "binary_op"):
            break
        left = _parts(left[0])
    found = node(left[0])
    for operator, right in reversed(terms):
        found = Binary(operator, found, right)
    return found


def _conditional(parts: list[Any]) -> Node:
    condition, yes, no = _nodes(parts)
    return Conditional(condition, yes, no)


def _object(parts: list[Any]) -> Node:
    items = []
    for element in parts:
        if isinstance(element, Tree) and element.data == "object_elem":
            key, value = _parts(element)[0], _parts(element)[-1]
            items.append((_object_key(key.children[0]), node(value)))
    return Object(tuple(items))


def _object_key(tree: Any) -> Node:
    """A bare name is the key itself; in parentheses it is a reference."""
    if isinstance(tree, Tree) and tree.data == "expr_term" and len(tree.children) == 1:
        only = tree.children[0]
        if isinstance(only, Tree) and only.data in ("identifier", "literal_value", "keyword"):
            return Literal(str(only.children[0]))
    if isinstance(tree, Token) or tree.data == "keyword":
        return Literal(text_of(tree))
    return node(tree)


def _call(parts: list[Any]) -> Node:
    name = "::".join(str(part.children[0]) for part in parts if isinstance(part, Tree) and part.data == "identifier")
    arguments = next((part for part in parts if isinstance(part, Tree) and part.data == "arguments"), None)
    if arguments is None:
        return Call(name, ())
    inner = _parts(arguments)
    spread = isinstance(inner[-1], Token) and inner[-1].type == "ELLIPSIS"
    return Call(name, _nodes(inner), spread)


def _step(target: Node, tree: Tree[Token]) -> Node:
    """``target.name``, ``target[key]`` or ``target.0``"""
    parts = _parts(tree)
    if tree.data == "get_attr":
        return Attribute(target, text_of(parts[1]))
    if tree.data == "short_index":
        return Index(target, Literal(int(parts[1])))
    return Index(target, node(next(part for part in parts if isinstance(part, Tree))))


def _access(parts: list[Any]) -> Node:
    return _step(node(parts[0]), parts[1])


def _splat(parts: list[Any]) -> Node:
    """``.*`` ends at the first bracket: ``a.*.b[0]`` is the first of all ``b``, ``a[*].b[0]`` all first items of ``b``."""
    legacy = parts[1].data == "attr_splat"
    steps = [step for step in trees(parts[1]) if step.data != LAYOUT]
    inside = next((place for place, step in enumerate(steps) if legacy and step.data == "braces_index"), len(steps))
    rest: Node = Item()
    for step in steps[:inside]:
        rest = _step(rest, step)
    found = _under(node(parts[0]), parts[0], rest, full=not legacy)
    for step in steps[inside:]:
        found = _step(found, step)
    return found


def _under(target: Node, tree: Tree[Token], rest: Node, *, full: bool) -> Node:
    """A splat of what a ``[*]`` splat gives is one of each of its items, unless parentheses end that."""
    if isinstance(target, Splat) and target.full and len(tree.children) == 1:
        return Splat(target.target, _under(target.rest, tree, rest, full=full), full=True)
    return Splat(target, rest, full=full)


def _for(parts: list[Any]) -> Node:
    intro = next(part for part in parts if isinstance(part, Tree) and part.data == "for_intro")
    condition = next((part for part in parts if isinstance(part, Tree) and part.data == "for_cond"), None)
    names = [str(part.children[0]) for part in _parts(intro) if isinstance(part, Tree) and part.data == "identifier"]
    items = _parts(intro)[_place(_parts(intro), "IN") + 1]
    values = [part for part in parts if isinstance(part, Tree) and part not in (intro, condition)]
    return For(
        key_name=names[0] if len(names) == 2 else "",
        value_name=names[-1],
        items=node(items),
        value=node(values[-1]),
        key=node(values[0]) if len(values) == 2 else None,
        condition=node(trees(condition)[-1]) if condition is not None else None,
        grouped=any(isinstance(part, Token) and part.type == "ELLIPSIS" for part in parts),
    )


def _place(parts: list[Any], kind: str) -> int:
    """Where a token of a kind stands."""
    return next(place for place, part in enumerate(parts) if isinstance(part, Token) and part.type == kind)


def _string(parts: list[Any]) -> Node:
    return template.assemble([_string_part(part.children[0]) for part in parts if isinstance(part, Tree)])


def _string_part(part: Any) -> Part:
    """Text, an interpolation or a directive within quotes."""
    if isinstance(part, Token):
        text = str(part)
        escaped = part.type in ("ESCAPED_INTERPOLATION", "ESCAPED_DIRECTIVE")
        return Part("text", template.unescape(text[1:] if escaped else text))
    tokens = [child.type for child in part.children if isinstance(child, Token)]
    trim_left = "STRIP_MARKER" in tokens[:2]
    trim_right = tokens[-2:-1] == ["STRIP_MARKER"]
    inner = [child for child in trees(part) if child.data != LAYOUT]
    if part.data == "interpolation":
        return Part("value", node=node(inner[-1]))
    kind = str(part.data).removeprefix("template_").removesuffix("_start")
    if kind in ("if", "for"):
        names = [str(child.children[0]) for child in inner[:-1]]
        pair = (names[0], names[1]) if len(names) == 2 else ("", "".join(names))
        return Part(kind, node=node(inner[-1]), names=pair, trim_left=trim_left, trim_right=trim_right)
    return Part(kind, trim_left=trim_left, trim_right=trim_right)


def _heredoc(parts: list[Any]) -> Node:
    return template.heredoc(str(parts[0]), parse_expression)


def _template_string(parts: list[Any]) -> Node:
    """``\\"text\\"`` inside a directive of a quoted template."""
    return Literal(template.unescape(str(parts[0])[2:-2]))


_CONVERTERS: dict[str, Callable[[list[Any]], Node]] = {
    "expr_term": _term,
    "int_lit": _number,
    "float_lit": _number,
    "identifier": lambda parts: Name(str(parts[0])),
    "keyword": lambda parts: Name(str(parts[0])),
    "literal_value": lambda parts: Literal(LITERALS[str(parts[0])]),
    "string": _string,
    "template_string": _template_string,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "tuple": lambda parts: Tuple(_nodes(parts)),
    "object": _object,
    "function_call": _call,
    "index_expr_term": _access,
    "get_attr_expr_term": _access,
    "attr_splat_expr_term": _splat,
    "full_splat_expr_term": _splat,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
    "unary_op": lambda parts: Unary(str(parts[0]), node(parts[1])),
    "binary_op": _binary,
    "conditional": _conditional,
}
