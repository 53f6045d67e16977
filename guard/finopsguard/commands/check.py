"""``finopsguard check``: price plans and judge the change."""

import sys
from typing import Any

import click

from finopsguard.commands.options import plan_options, settings_of
from finopsguard.console import colour, columns, progress, show
from finopsguard.errors import UsageError
from finopsguard.report import FORMATS

FORMAT_LIST = "|".join(FORMATS)


@click.command()
@click.argument("plans", nargs=-1, metavar="[PLAN|FOLDER]...")
@click.option(
    "--format", "format_", type=click.Choice(tuple(FORMATS)), default="text", help="Format on standard output."
)
@click.option(
    "--out", multiple=True, metavar="FORMAT=FILE", help=f"Write the report also to a file ({FORMAT_LIST}). Repeatable."
)
@click.option(
    "--compare-to",
    metavar="REV|FILE",
    help="What was there before: a git revision of the folder (HEAD, origin/main), or an earlier JSON report.",
)
@click.option(
    "--source",
    metavar="FOLDER",
    help="The Terraform that a plan was made from: gives file and line. Default: the plan's folder if it holds some.",
)
@click.option("--details", is_flag=True, help="Show every component of every changed resource.")
@click.option("--budget", metavar="AMOUNT", help="Fail when the monthly total is over this.")
@click.option("--max-increase", metavar="AMOUNT|N%", help="Fail when the change adds more than this a month.")
@click.option(
    "--usage",
    "usage_live",
    metavar="live[:CLOUDS]",
    help="Ask aws, gcp and azure (or live:aws,gcp) what resources do: fills usage, and shows utilisation.",
)
@click.option(
    "--actuals",
    metavar="SOURCE",
    multiple=True,
    help="Compare with a bill: focus:FILE, cur:FILE, azure:FILE, gcp:FILE, or live aws, aws+resources, gcp, gcp+resources, azure, "
    "openstack. Repeatable.",
)
@click.option("--actuals-days", type=int, metavar="N", help="The bill's last N complete days. Default: 30.")
@click.option("--actuals-period", metavar="FROM..TO", help="These days of the bill instead, both included.")
@click.option(
    "--discounts",
    "discounts_from",
    type=click.Choice(["bill"]),
    help="Expect the discounts that the bill shows, in the comparison alone.",
)
@click.option(
    "--history",
    is_flag=False,
    flag_value=".finopsguard/history",
    metavar="[FOLDER]",
    help="Keep comparisons and show past accuracy. Default folder: .finopsguard/history.",
)
@click.option("--env-file", metavar="FILE", help="Settings and credentials of the clouds that are asked.")
@click.option("--policies", "policy_dirs", metavar="DIR", multiple=True, help="Own policies (YAML, Rego). Repeatable.")
@click.option("--only-policy", metavar="ID", multiple=True, help="Judge by these policies alone. Repeatable.")
@click.option("--skip-policy", metavar="ID", multiple=True, help="Leave a policy out. Repeatable.")
@click.option("--baseline", metavar="FILE", help="Known findings, which do not count.")
@click.option("--write-baseline", metavar="FILE", help="Write the findings of this run as a baseline.")
@click.option("--waivers-from", metavar="REV", help="Only waivers that stand at this git revision count.")
@click.option("--quotas", metavar="openstack[:CLOUD]", help="Fail when the plans do not fit the quotas of this cloud.")
@click.option(
    "--strict", is_flag=True, default=None, help="Incomplete (exit 4) when a changed resource has no complete price."
)
@click.option(
    "--soft-fail", is_flag=True, default=None, help="Exit 0 for fail and incomplete; the report stays the same."
)
@plan_options
def check(
    plans: tuple[str, ...],
    format_: str,
    out: tuple[str, ...],
    *,
    details: bool,
    write_baseline: str | None,
    **flags: Any,
) -> int:
    """Price plans or folders of Terraform and judge the change.

    PLAN is the output of `terraform show -json PLANFILE` (or `tofu show -json`); - reads standard input. FOLDER is checked without a plan,
    each root module in it; --compare-to says what was there before. Patterns such as 'plans/**/*.json' stand for what they match, nothing
    for the projects of finopsguard.yml. Several make one report.

    Exit codes: 0 pass, 1 fail, 2 wrong usage, 3 input cannot be read, 4 incomplete, 5 internal error, 130 interrupted.
    """
    from finopsguard.check import check as run_check
    from finopsguard.report import RenderOptions, render
    from finopsguard.write import write_file

    targets = [_target(text) for text in out]
    config, limits = settings_of(flags)
    step = progress()
    try:
        report = run_check(plans, config, limits=limits, progress=step)
    finally:
        step("")  # what comes next begins on a clean line
    if write_baseline:
        from finopsguard.policies.baseline import baseline_text

        write_file(write_baseline, baseline_text(report.policies))
    for name, file in targets:
        write_file(file, render(report, name, options=RenderOptions(color=False, width=None, details=details)))
    color = format_ == "text" and colour(sys.stdout)
    width = columns() if format_ == "text" else None
    show(
        render(report, format_, options=RenderOptions(color=color, width=width, details=details)),
        utf8=format_ != "text",
    )
    return report.exit_code


def _target(text: str) -> tuple[str, str]:
    name, equals, file = text.partition("=")
    if not equals or name not in FORMATS or not file:
        raise UsageError(
            f"--out {text} is not FORMAT=FILE.", hint=f"Formats: {', '.join(FORMATS)}. Example: --out html=report.html."
        )
    return name, file
