"""What a file is when it is not a plan: one sentence that names it, and one that says what to do instead."""

import re
from collections.abc import Callable, Collection

from finopsguard.errors import PlanError
from finopsguard.plan.load import SHOW

_Keys = Collection[str]

_OBJECTS: tuple[tuple[Callable[[_Keys], bool], str, str], ...] = (
    (
        lambda keys: "@level" in keys or "@message" in keys,
        "is the log that `terraform plan -json` prints, not a plan.",
        SHOW,
    ),
    (
        lambda keys: "plan_format_version" in keys or "provider_format_version" in keys,
        "is HCP Terraform's redacted plan (json-output-redacted), which leaves out what prices depend on.",
        "Download the plan's json-output instead, or run `terraform show -json` on the plan file.",
    ),
    (
        lambda keys: "values" in keys,
        "is the JSON of a state, not of a plan: `terraform show -json` was given no plan file.",
        SHOW,
    ),
    (
        lambda keys: "lineage" in keys or {"version", "serial"} <= set(keys),
        "is a Terraform state file, not a plan.",
        SHOW,
    ),
    (
        lambda keys: "provider_schemas" in keys,
        "is what `terraform providers schema -json` prints, not a plan.",
        SHOW,
    ),
    (
        lambda keys: "valid" in keys and "diagnostics" in keys,
        "is what `terraform validate -json` prints, not a plan.",
        SHOW,
    ),
    (
        lambda keys: "provider_selections" in keys,
        "is what `terraform version -json` prints, not a plan.",
        SHOW,
    ),
    (
        lambda keys: "AWSTemplateFormatVersion" in keys,
        "is a CloudFormation template, not a Terraform plan.",
        "FinOpsGuard reads plans of Terraform and OpenTofu.",
    ),
    (
        lambda keys: "data" in keys and set(keys) <= {"data", "included", "links", "meta"},
        "is an answer of HCP Terraform's API, not a plan.",
        "Download what the plan's json-output link leads to.",
    ),
    (
        lambda keys: bool(keys) and set(keys) <= {"format_version", "terraform_version"},
        "holds a format_version and nothing else: `terraform show -json` was given no plan file and found no state.",
        SHOW,
    ),
    (lambda keys: not keys, "is an empty JSON object, not a plan.", SHOW),
)

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_HUMAN_PLAN = (
    "will perform the following actions",
    "used the selected providers to generate",
    "An execution plan has been generated",
    "Resource actions are indicated with the following symbols",
    "Your infrastructure matches the configuration",
    "No changes. Infrastructure is up-to-date",
)
_SUMMARY = re.compile(r"^Plan: \d+ to add", re.MULTILINE)
_FAILED = re.compile(r"^[\s│╷]*Error: ", re.MULTILINE)
_HEAD = 200_000


def object_error(name: str, keys: _Keys) -> PlanError:
    """The file is a JSON object with these keys, and no plan."""
    for matches, sentence, hint in _OBJECTS:
        if matches(keys):
            return PlanError(f"{name} {sentence}", hint=hint)
    return PlanError(f"{name} is JSON, but not a plan: it has no resource_changes and no planned_values.", hint=SHOW)


def text_error(name: str, text: bytes) -> PlanError:
    """The file is text that holds no JSON object."""
    head = _ANSI.sub("", text[:_HEAD].decode("utf-8", "replace"))
    if any(phrase in head for phrase in _HUMAN_PLAN) or _SUMMARY.search(head):
        return PlanError(f"{name} is a plan as people read it; the program needs its JSON.", hint=SHOW)
    if _FAILED.search(head):
        return PlanError(
            f"{name} holds an error message of Terraform instead of a plan.", hint=f"Mend that first. {SHOW}"
        )
    if head.lstrip().startswith("<"):
        return PlanError(f"{name} is a web page or XML, not a plan.", hint=SHOW)
    if "\0" in head:
        return PlanError(f"{name} is a binary file, not plan JSON.", hint=SHOW)
    return PlanError(f"{name} is not JSON.", hint=SHOW)


def binary_plan_error(name: str) -> PlanError:
    """The file begins with ``PK``: a zip archive, which is how Terraform saves plans."""
    return PlanError(
        f"{name} is a binary plan (or another zip archive), not its JSON.",
        hint="Convert it in the folder it was made in: terraform show -json FILE > plan.json",
    )


def empty_error(name: str) -> PlanError:
    """Nothing, or white space only."""
    return PlanError(f"{name} is empty.", hint=f"The command that should fill it failed or printed nothing. {SHOW}")


def truncated_error(name: str) -> PlanError:
    """JSON that stops in the middle."""
    return PlanError(
        f"{name} is cut short: its JSON stops in the middle.",
        hint="Write it again; a full disk, a cut log or an upload limit may have cut it.",
    )


def several_error(name: str, count: int) -> PlanError:
    """More than one plan in a file."""
    return PlanError(f"{name} holds {count} plans.", hint="Give each plan a file of its own and name them all.")
