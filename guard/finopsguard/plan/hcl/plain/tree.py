"""From the parse tree of python-hcl2 to the blocks and attributes of a file."""

from collections.abc import Iterator

from lark import Token, Tree

from finopsguard.plan.hcl.plain import template
from finopsguard.plan.hcl.plain.expressions import LAYOUT, node, text_of, trees
from finopsguard.plan.hcl.plain.nodes import Assignment, Block, Body
from finopsguard.plan.hcl.plain.parser import SourceError, parsed, told
from finopsguard.plan.hcl.plain.values import EvaluationError


def parse_body(text: str, file: str) -> Body:
    """The body of a file. Raises :class:`SourceError`."""
    return _body_of(parsed(text), file)


def _body_of(tree: Tree[Token], file: str) -> Body:
    """The body of a parse tree. Raises :class:`SourceError`."""
    try:
        return body(trees(tree)[0], file)
    except (template.TemplateError, EvaluationError, RecursionError) as error:
        raise SourceError(told(error)) from None


def body(tree: Tree[Token], file: str) -> Body:
    """Attributes and blocks of a body."""
    found = Body({}, [])
    for child in trees(tree):
        if child.data == "attribute":
            name = text_of(child.children[0])
            if name in found.attributes:
                raise SourceError(f"{name} is set twice in one block", child.meta.line, child.meta.column)
            found.attributes[name] = Assignment(name, node(child.children[-1]), child.meta.line)
        elif child.data == "block":
            found.blocks.append(_block(child, file))
    return found


def blocks_of(tree: Tree[Token]) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """Types, labels and lines of the blocks of a file, without what is in them."""
    for child in trees(trees(tree)[0]):
        if child.data == "block":
            kind, *labels = _names(child)
            yield kind, tuple(labels), child.meta.line, child.meta.end_line


def _names(block: Tree[Token]) -> list[str]:
    """A block's type and labels."""
    return [text_of(child) for child in trees(block) if child.data not in ("body", LAYOUT)]


def _block(tree: Tree[Token], file: str) -> Block:
    """A block with its labels."""
    inner = next(child for child in trees(tree) if child.data == "body")
    kind, *labels = _names(tree)
    return Block(kind, tuple(labels), body(inner, file), file, tree.meta.line, tree.meta.end_line)
