"""The report as one HTML file: nothing is fetched, nothing is sent, and the page's own policy forbids both.

Values are escaped by Jinja's autoescape. The only script is ours, allowed by its hash; without it the page still says
everything.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from finopsguard.report.changes import ProjectChanges
from finopsguard.report.chart import bars
from finopsguard.report.detail import Detail, detail
from finopsguard.report.escape import shortened_middle, visible, visible_lines
from finopsguard.report.options import RenderOptions
from finopsguard.report.templating import environment
from finopsguard.report.view import SHOWN_DRIVERS, Limits, build
from finopsguard.types.money import ZERO
from finopsguard.types.result import Report, ResourceLine

LIMITS = Limits(
    changes=2000,
    rows=2000,
    tables=200,
    projects=500,
    apart=500,
    findings=1000,
    alike=500,
    actuals=2000,
    capacity=2000,
    rollup=200,
    unpriced=500,
    assumptions=500,
    details=2000,
)
LONGEST = 600
_TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report, options: RenderOptions) -> str:
    """The page. Changes that are listed open to their components; ``options.details`` lists those of all resources."""
    view = build(report, LIMITS, details=True if options.details else None)
    return _environment().get_template("report.html.j2").render(view=view, report=report) + "\n"


@cache
def _environment() -> Environment:
    env = environment(
        lambda text: visible(shortened_middle(text, LONGEST)),
        {"detail": _detail, "bar": _bar, "bars": bars, "block": _block},
    )
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    env.globals["shown_drivers"] = SHOWN_DRIVERS
    env.globals["style"] = Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))
    env.globals["script"] = Markup(script)
    env.globals["script_hash"] = b64encode(sha256(script.encode()).digest()).decode()
    return env


def _detail(line: ResourceLine) -> Detail:
    return detail(line, several=False)


def _block(text: str) -> Markup:
    """Several lines as they are, for ``pre``."""
    return Markup("\n").join(visible_lines(text))


def _bar(table: ProjectChanges) -> list[int]:
    """How long the bar under each delta is, in per cent of the table's longest."""
    sizes = [abs(row.delta_amount or ZERO) for row in table.rows]
    longest = max(sizes, default=ZERO)
    return [int(100 * size / longest) if longest else 0 for size in sizes]
