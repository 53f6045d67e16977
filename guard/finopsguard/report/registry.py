"""The formats a report can take, each with the function that renders it.

To add one: a module here with ``render(report, options) -> str``, one line in :data:`FORMATS`, a golden under
fixtures/expected/report.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, cast

from finopsguard.errors import UsageError
from finopsguard.report.options import DEFAULT_OPTIONS, RenderOptions
from finopsguard.types.result import Report

Renderer = Callable[[Report, RenderOptions], str]

FORMATS: Final[Mapping[str, str]] = {
    "text": "finopsguard.report.text:render",
    "markdown": "finopsguard.report.markdown:render",
    "html": "finopsguard.report.html:render",
    "json": "finopsguard.report.json:render",
    "junit": "finopsguard.report.junit:render",
    "sarif": "finopsguard.report.sarif:render",
}
"""Format name to ``module:function``, imported when the format is asked for: a json run never imports Jinja."""


def render(report: Report, format: str, *, options: RenderOptions = DEFAULT_OPTIONS) -> str:  # noqa: A002 - as the flag
    """The report as ``format``, ending with a newline. Raises :class:`UsageError` for one not in :data:`FORMATS`."""
    return _renderer(format)(report, options)


def _renderer(name: str) -> Renderer:
    target = FORMATS.get(name)
    if target is None:
        raise UsageError(f"There is no report format {name!r}.", hint=f"Choose one of: {', '.join(FORMATS)}.")
    module, _, function = target.partition(":")
    return cast("Renderer", getattr(import_module(module), function))
