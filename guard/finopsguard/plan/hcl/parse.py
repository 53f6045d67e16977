"""From the text of an expression to its tree, by the precedences of HashiCorp's "HCL Native Syntax Specification"."""

from collections.abc import Callable

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
    Unary,
    number,
)
from finopsguard.plan.hcl.tokens import Token, TokenError, tokenize

_PRECEDENCE = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
_WORDS = {"true": True, "false": False, "null": None}
_END = Token("end", "the end", 0, 0)
_MAX_DEPTH = 60
"""Expressions inside one another; each costs several of Python's stack frames."""


def parse(text: str, depth: int = 0) -> Node:
    """The tree of an expression. Raises :class:`TokenError` where it is none."""
    if depth > _MAX_DEPTH:
        raise TokenError("the expression nests too deep", 0)
    parser = _Parser(text, tokenize(text), depth)
    node = parser.expression()
    parser.skip_lines()
    if parser.peek() is not _END:
        raise TokenError(f"{parser.peek().text} was not expected here", parser.peek().start)
    return node


class _Parser:
    def __init__(self, text: str, tokens: list[Token], depth: int) -> None:
        self._text = text
        self._tokens = tokens
        self._next = 0
        self._depth = depth
        self._lines_count = False
        """Whether an end of line ends an expression: directly inside the braces of an object."""

    def peek(self) -> Token:
        if not self._lines_count:
            self.skip_lines()
        return self._tokens[self._next] if self._next < len(self._tokens) else _END

    def skip_lines(self) -> None:
        while self._next < len(self._tokens) and self._tokens[self._next].kind == "line":
            self._next += 1

    def _take(self) -> Token:
        token = self.peek()
        self._next += 1
        return token

    def _accept(self, kind: str) -> bool:
        if self.peek().kind == kind:
            self._next += 1
            return True
        return False

    def _expect(self, kind: str) -> Token:
        token = self._take()
        if token.kind != kind:
            raise TokenError(
                f"{kind} was expected, not {token.text.strip()[:40] or 'the end of the line'}", token.start
            )
        return token

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise TokenError("the expression nests too deep", self.peek().start)
        node = self._binary(1)
        if self._accept("?"):
            yes = self.expression()
            self._expect(":")
            node = Conditional(node, yes, self.expression())
        self._depth -= 1
        return node

    def _binary(self, lowest: int) -> Node:
        node = self._unary()
        while (precedence := _PRECEDENCE.get(self.peek().kind, 0)) >= lowest:
            operator = self._take().kind
            node = Binary(operator, node, self._binary(precedence + 1))
        return node

    def _unary(self) -> Node:
        negated: list[str] = []
        while self.peek().kind in ("!", "-"):
            negated.append(self._take().kind)
            if len(negated) > _MAX_DEPTH:
                raise TokenError("the expression nests too deep", self.peek().start)
        node = self._postfix(self._term())
        for operator in reversed(negated):
            node = Unary(operator, node)
        return node

    def _term(self) -> Node:
        token = self._take()
        match token.kind:
            case "number":
                return Literal(number(token.text))
            case "quoted":
                from finopsguard.plan.hcl.templates import quoted  # noqa: PLC0415  it reads expressions itself

                return quoted(token.text, self._depth)
            case "heredoc":
                from finopsguard.plan.hcl.templates import heredoc  # noqa: PLC0415  as above

                return heredoc(token.text, self._depth)
            case "name":
                return self._named(token)
            case "(":
                return self._enclosed(self.expression, ")")
            case "[":
                return self._enclosed(self._items, "]")
            case "{":
                return self._object()
        raise TokenError(f"a value was expected, not {token.text.strip()[:40] or 'the end of the line'}", token.start)

    def _named(self, token: Token) -> Node:
        if token.text in _WORDS and self.peek().kind not in ("(", "::"):
            return Literal(_WORDS[token.text])
        name = token.text
        while self._accept("::"):
            name += "::" + self._expect("name").text
        if not self._accept("("):
            return Name(name)
        arguments: list[Node] = []
        expand = False
        before, self._lines_count = self._lines_count, False
        while not self._accept(")"):
            arguments.append(self.expression())
            expand = self._accept("...")
            if not self._accept(","):
                self._expect(")")
                break
        self._lines_count = before
        return Call(name.removeprefix("core::"), tuple(arguments), expand)

    def _enclosed(self, inside: "Callable[[], Node]", closing: str) -> Node:
        before, self._lines_count = self._lines_count, False
        node = inside()
        self._expect(closing)
        self._lines_count = before
        return node

    def _items(self) -> Node:
        if self._is_for():
            return self._for(braces=False)
        items: list[Node] = []
        while self.peek().kind != "]":
            items.append(self.expression())
            if not self._accept(","):
                break
        return Items(tuple(items))

    def _object(self) -> Node:
        before = self._lines_count
        self._lines_count = False
        node = self._for(braces=True) if self._is_for() else self._entries()
        self._lines_count = False
        self._expect("}")
        self._lines_count = before
        return node

    def _entries(self) -> Node:
        entries: list[tuple[Node, Node]] = []
        while self.peek().kind != "}":
            in_parentheses = self.peek().kind == "("
            key = self.expression()
            if isinstance(key, Name) and not in_parentheses:
                key = Literal(key.name)
            elif isinstance(key, Literal) and not isinstance(key.value, str):
                key = Literal("null" if key.value is None else str(key.value).lower())
            if not self._accept("="):
                self._expect(":")
            self._lines_count = True
            # What follows the sign may begin on the next line only inside brackets of its own.
            value = self.expression()
            ended = self.peek().kind in ("line", ",", "}")
            self._lines_count = False
            entries.append((key, value))
            if not ended:
                raise TokenError(f"{self.peek().text.strip()[:40]} was not expected here", self.peek().start)
            self._accept(",")
        return Entries(tuple(entries))

    def _is_for(self) -> bool:
        self.skip_lines()
        token = self.peek()
        following = self._tokens[self._next + 1] if self._next + 1 < len(self._tokens) else _END
        return token.kind == "name" and token.text == "for" and following.kind == "name"

    def _for(self, *, braces: bool) -> Node:
        self._take()
        first = self._expect("name").text
        second = self._expect("name").text if self._accept(",") else ""
        if self._expect("name").text != "in":
            raise TokenError("in was expected", self.peek().start)
        of = self.expression()
        self._expect(":")
        key: Node | None = None
        value = self.expression()
        if braces:
            self._expect("=>")
            key, value = value, self.expression()
        grouped = self._accept("...")
        test: Node | None = None
        if self.peek().kind == "name" and self.peek().text == "if":
            self._take()
            test = self.expression()
        return For(first, second, of, key, value, grouped, test)

    def _postfix(self, node: Node) -> Node:
        steps = 0
        while True:
            steps += 1
            if steps > _MAX_DEPTH:
                raise TokenError("the reference is too long", self.peek().start)
            kind = self.peek().kind
            if kind == ".":
                self._take()
                token = self._take()
                if token.kind == "*":
                    node = Splat(node, self._attributes_only(Name(EACH)))
                elif token.kind == "name":
                    node = GetAttr(node, token.text)
                elif token.kind == "number":
                    for position in token.text.split("."):  # a.0.1 reads as the number 0.1
                        if not position.isdigit() or len(position) > 9:
                            raise TokenError("a name or a position was expected after the dot", token.start)
                        node = GetIndex(node, Literal(int(position)))
                else:
                    raise TokenError("a name was expected after the dot", token.start)
            elif kind == "[":
                self._take()
                if (
                    self.peek().kind == "*"
                    and self._tokens[self._next + 1 : self._next + 2]
                    and (self._tokens[self._next + 1].kind == "]")
                ):
                    self._next += 2
                    return Splat(node, self._postfix(Name(EACH)))
                self._next -= 1
                self._take()
                node = GetIndex(node, self._enclosed(self.expression, "]"))
            else:
                return node

    def _attributes_only(self, node: Node) -> Node:
        """What a ``.*`` reaches: names, no brackets."""
        while self.peek().kind == ".":
            self._take()
            node = GetAttr(node, self._expect("name").text)
        return node
