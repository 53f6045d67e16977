"""``templatefile`` and ``templatestring``, and ``file`` and its kin by the shared library: they read what lies in the repository."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finopsguard.plan.hcl.boundary import OutsideError
from finopsguard.plan.hcl.evaluate import Evaluator
from finopsguard.plan.hcl.library import answer
from finopsguard.plan.hcl.templates import bare
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.hcl.values import UNKNOWN, EvaluationError

if TYPE_CHECKING:
    from finopsguard.plan.hcl.plain.files import Files

_TEMPLATES = ("templatefile", "templatestring")
FILE_FUNCTIONS = frozenset(
    (
        *("abspath", "file", "fileexists", "filebase64", "fileset", *_TEMPLATES),
        *("filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256", "filebase64sha512"),
    )
)


class FileFunctions:
    """Answers them for the project in a directory. What is refused is told to ``refuse`` and unknown."""

    def __init__(
        self, boundary: Path, root: Path, evaluator: Evaluator, refuse: Callable[[str, OutsideError], None]
    ) -> None:
        self._boundary = boundary
        self._root = root
        self._evaluator = evaluator
        self._refuse = refuse

    @cached_property
    def _files(self) -> "Files":
        from finopsguard.plan.hcl.plain.files import Files  # noqa: PLC0415  few directories read files

        return Files(self._root, self._boundary, self._refuse)

    def answer(self, name: str, arguments: list[Any]) -> Any:
        """The value of a call. Raises :class:`EvaluationError` for a file that is not there, as ``try`` expects."""
        if name not in _TEMPLATES:
            return answer(name, arguments, self._files)
        if not arguments or not isinstance(arguments[0], str):
            raise EvaluationError(f"{name} needs a text")
        text = answer("file", arguments[:1], self._files) if name == "templatefile" else arguments[0]
        return UNKNOWN if text is UNKNOWN else self._template(text, arguments)

    def _template(self, text: str, arguments: list[Any]) -> Any:
        variables = arguments[1] if len(arguments) > 1 else {}
        if not isinstance(variables, dict):
            raise EvaluationError("a template needs a map of its variables")

        def names(name: str) -> Any:
            if name in variables:
                return variables[name]
            raise EvaluationError("the template is not given all its variables")

        try:
            return self._evaluator.value(bare(text), names)
        except TokenError:
            raise EvaluationError("the template cannot be read") from None
