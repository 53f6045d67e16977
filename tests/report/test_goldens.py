"""What reviewers read: one file per report and format."""

from collections.abc import Callable

import msgspec
import pytest

from finopsguard.report import FORMATS, RenderOptions, render
from finopsguard.types.result import Reason, Report, Verdict
from tests.report.reports import report, resource
from tests.report.rich import WEB, rich_report

SUFFIXES = {"text": "txt", "markdown": "md", "html": "html", "json": "json", "junit": "junit.xml", "sarif": "sarif"}


def small_report() -> Report:
    """One change of one project, everything known."""
    return report([WEB, resource("aws_iam_role.web", "no-op", status="free")])


def unchanged_report() -> Report:
    """Nothing happens."""
    return report([resource("aws_instance.web", "no-op", "70.08", "70.08")])


def incomplete_report() -> Report:
    """The plan stopped half-way, and no rate joins its currencies."""
    return report(
        [
            resource("aws_instance.web", "create", "0", "70.08"),
            resource("ovh_x.api", "create", "0", "9.5", currency="EUR"),
        ],
        verdict=Verdict.INCOMPLETE,
        exit_code=4,
        complete=False,
        reasons=(
            Reason(
                code="plan-errored",
                verdict=Verdict.INCOMPLETE,
                message="The plan ended with an error.",
                fix="Plan again.",
            ),
        ),
    )


def empty_report() -> Report:
    """A plan without resources."""
    return report([], total_monthly_cost=None)


def stateless_report() -> Report:
    """A directory without a base, and three questions to which there was no answer."""
    lines = [
        resource("aws_instance.web", "create", None, "1000", delta=None, tags={"team": "shop"}),
        resource("aws_ebs_volume.data", "create", None, "275.59", delta=None),
        resource("aws_iam_role.web", "create", None, status="free", delta=None),
    ]
    made = report(
        lines,
        previous_monthly_cost=None,
        delta_monthly_cost=None,
        delta_percent=None,
        actuals=(),
        utilisation=(),
        quotas=(),
    )
    only = msgspec.structs.replace(made.projects[0], stateless=True, delta_monthly_cost=None)
    return msgspec.structs.replace(made, projects=(only,))


REPORTS = {
    "rich": rich_report,
    "small": small_report,
    "unchanged": unchanged_report,
    "incomplete": incomplete_report,
    "empty": empty_report,
    "stateless": stateless_report,
}


def test_every_format_has_a_golden() -> None:
    assert SUFFIXES.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_golden(name: str, format_: str, golden: Callable[[str, str], None]) -> None:
    golden(f"report/{name}.{SUFFIXES[format_]}", render(REPORTS[name](), format_))


@pytest.mark.parametrize("format_", ["html", "json", "junit", "sarif"])
def test_golden_of_everything(format_: str, golden: Callable[[str, str], None]) -> None:
    golden(f"report/rich.{SUFFIXES[format_]}", render(rich_report(), format_))


def test_golden_of_a_narrow_terminal(golden: Callable[[str, str], None]) -> None:
    golden("report/rich-80-details.txt", render(rich_report(), "text", options=RenderOptions(width=80, details=True)))


def test_golden_of_a_short_comment(golden: Callable[[str, str], None]) -> None:
    golden("report/rich-3000.md", render(rich_report(), "markdown", options=RenderOptions(max_chars=3000)))
