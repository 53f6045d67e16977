"""A directory without a base to compare with has no changes: it has resources that cost something. And many projects at once."""

import re
from typing import Any

import msgspec
import pytest

from finopsguard.report import RenderOptions, render
from finopsguard.types.result import Report
from tests.report.reports import D, report, resource

PAGES = ("text", "markdown", "html")


def stateless(*names: str, **fields: Any) -> Report:
    """Two priced resources, one free and one without a price in each project, as the corridor hands them over."""
    lines = [
        resource(address, "create", None, after, delta=None, project=name, **more)
        for name in names
        for address, after, more in (
            ("aws_instance.small", "275.59", {}),
            ("aws_instance.large", "1000", {}),
            ("aws_iam_role.web", "0", {"status": "free"}),
            ("aws_x.new", None, {"status": "no_price", "complete": False}),
        )
    ]
    total = D("1275.59") * len(names)
    defaults: dict[str, Any] = {
        "total_monthly_cost": total,
        "previous_monthly_cost": None,
        "delta_monthly_cost": None,
        "delta_percent": None,
        "complete": True,
    }
    made = report(lines, **(defaults | fields))
    projects = tuple(
        msgspec.structs.replace(project, stateless=True, delta_monthly_cost=None, complete=True)
        for project in made.projects
    )
    return msgspec.structs.replace(made, projects=projects)


def test_the_headline_says_what_it_costs_and_that_there_is_no_base() -> None:
    assert render(stateless("infra"), "text").splitlines()[0] == (
        "PASS · → $1,275.59/mo · no base to compare with · 75 % of resources priced"
    )
    html = render(stateless("infra"), "html")
    assert ">→ $1,275.59/mo</h1>" in html
    assert '<p class="after">' not in html


@pytest.mark.parametrize("format_", PAGES)
def test_nothing_is_called_a_change(format_: str) -> None:
    page = render(stateless("infra"), format_)
    body = page.partition("<body>")[2].partition("<script>")[0] if format_ == "html" else page
    assert "changed" not in body.lower().replace("changed resources", "")
    assert "Resources" in body
    assert "not known" not in body.replace("amount is not known", "")
    assert not re.search(r"[-+]\$", body)


def test_the_dearest_come_first() -> None:
    lines = render(stateless("infra"), "text").splitlines()
    names = [line.split()[0] for line in lines if line.startswith("      aws_")]
    assert names == ["aws_instance.large", "aws_instance.small", "aws_x.new"]
    assert [line.split() for line in lines if line.startswith("      Total")] == [
        ["Total", "no", "base", "$1,275.59", "no", "base"]
    ]


def test_what_is_left_out_is_added_up_without_a_sign() -> None:
    lines = [resource(f"a_b.c[{index}]", "create", None, str(index), delta=None) for index in range(1, 15)]
    made = report(lines, delta_monthly_cost=None, previous_monthly_cost=None)
    only = (msgspec.structs.replace(made.projects[0], stateless=True),)
    text = render(msgspec.structs.replace(made, projects=only), "text")
    assert "Resources, the 10 dearest of 14" in text
    assert "4 more resources, together $10.00/mo" in text  # 1 + 2 + 3 + 4


def test_one_of_several_says_so_in_its_own_line() -> None:
    one, two = stateless("one", "two").projects
    made = stateless("one", "two", delta_monthly_cost=D(5), previous_monthly_cost=D(10))
    made = msgspec.structs.replace(made, projects=(one, msgspec.structs.replace(two, stateless=False)))
    text = render(made, "text")
    assert text.splitlines()[0].startswith("PASS · +$5.00/mo → $2,551.18/mo · 1 project without a base to compare with")
    assert "one  PASS · $1,275.59/mo, 4 resources, no base to compare with" in text


def thirty() -> Report:
    """Thirty projects: twelve change, the dearest first; eighteen do not."""
    lines = []
    for index in range(30):
        after = str(100 + index) if index < 12 else "100"
        action = "update" if index < 12 else "no-op"
        lines += [
            resource(f"aws_instance.web[{row}]", action, "100", after, project=f"team-{index:02}") for row in range(5)
        ]
    return report(lines)


def test_thirty_projects_fit_a_screen() -> None:
    text = render(thirty(), "text")
    assert len(text.splitlines()) < 110
    assert text.count("Changes, the 3 largest of 5") == 10
    assert [line.split(":")[0].strip() for line in text.splitlines() if re.match(r"      team-\d\d: PASS", line)][
        :3
    ] == [
        "team-01",
        "team-00",
        "team-12",
    ]
    assert "team-11  PASS · +$55.00/mo → $555.00/mo, 5 of 5 resources changed" in text


def test_thirty_projects_fit_a_comment_with_the_unchanged_folded() -> None:
    markdown = render(thirty(), "markdown", options=RenderOptions(max_chars=32_000))
    assert "Left out" not in markdown
    folded = markdown.partition("<details><summary>Other projects: 20</summary>")[2].partition("</details>")[0]
    assert folded.count("\n- `team-") == 20
    assert markdown.count("#### `team-") == 10
    html = render(thirty(), "html")
    assert html.count('<div class="project') == 11
    assert "Other projects: 19" in html
