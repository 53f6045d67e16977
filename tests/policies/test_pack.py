"""The shipped pack: every policy compiles, its examples hold, and what it says is enough to act on."""

import pytest

from finopsguard.policies.examples import run_tests
from finopsguard.policies.load import policy_files, shipped, shipped_folder
from finopsguard.policies.policy import Policy

PACK = shipped()


@pytest.mark.parametrize("policy", PACK, ids=lambda policy: policy.id)
def test_examples_hold(policy: Policy) -> None:
    policy.compile()
    outcomes = run_tests(policy)
    assert [f"{one.test.name}: {one.problem}" for one in outcomes if one.problem] == []
    assert {"fail", "pass"} <= {one.test.expect for one in outcomes}, "it must be seen to fire and to stay silent"


@pytest.mark.parametrize("policy", PACK, ids=lambda policy: policy.id)
def test_findings_name_resource_observed_limit_and_fix(policy: Policy) -> None:
    found = [(one.test, row) for one in run_tests(policy) for row in one.rows if row.result == "fail"]
    assert found
    for test, row in found:
        named = test.given.get("resource", {}).get("address", "") if policy.each == "resource" else ""
        assert named in row.message
        assert all((row.observed, row.limit, row.fix))
        assert "(not known)" not in row.message + row.fix + row.observed + row.limit


def test_every_file_is_a_policy_and_none_blocks_unasked() -> None:
    assert [policy.id for policy in PACK] == [file.stem for file in policy_files(shipped_folder())]
    blocking = {policy.id for policy in PACK if policy.action == "block" and policy.default}
    assert blocking == {"budget-total", "budget-increase"}
    assert all(policy.needs for policy in PACK if policy.id in blocking)


def test_files_end_with_their_tests() -> None:
    """A check reads shipped files only as far as these."""
    short = {policy.id: policy for policy in shipped(tests=False)}
    for policy in PACK:
        assert (short[policy.id].texts, short[policy.id].tests) == (policy.texts, ())
        assert short[policy.id].settings == policy.settings
