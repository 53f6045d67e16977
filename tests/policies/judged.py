"""Policies and facts written in a few lines."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from finopsguard.policies.facts import Facts
from finopsguard.policies.given import facts_of
from finopsguard.policies.policy import Policy, Test
from finopsguard.policies.read import policy_of

TEXT = """\
id: rule
title: A rule
why: For a test.
severity: medium
action: {action}
match: {match}
settings: {settings}
when: {when}
observed: seen
limit: allowed
message: "{message}"
fix: nothing = true
"""


def policy(
    when: str,
    *,
    match: str = "{}",
    action: str = "block",
    message: str = "{{ resource.address }}",
    settings: str = "{}",
) -> Policy:
    """A policy with a condition."""
    quoted = "'" + when.replace("'", "''") + "'"
    return policy_of(
        TEXT.format(when=quoted, match=match, action=action, message=message, settings=settings), "rule.yaml"
    )


def facts(address: str = "aws_ebs_volume.data", **given: Any) -> Facts:
    """One resource, priced at $100 unless an estimate is given."""
    resource = {"address": address, **given.pop("resource", {})}
    given.setdefault("estimate", {"monthly_cost": 100})
    return facts_of(Test(name="given", given={"resource": resource, **given}, expect="fail"), "rule.yaml")


def with_config(found: Facts, **fields: Any) -> Facts:
    """The facts under another configuration."""
    return replace(found, config=replace(found.config, **fields))


PACK = Path(__file__).parents[2] / "policies"
