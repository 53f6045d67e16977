"""Web ACLs: 5.00 a month, a rule or rule group 1.00, a million requests 0.60; Bot Control 10.00 and 1.00 per million."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

RATE = {"name": "rate", "statement": [{"rate_based_statement": [{"limit": 1000}]}]}
OWN = {"name": "own", "statement": [{"rule_group_reference_statement": [{"arn": "arn:aws:wafv2:x"}]}]}


def managed(name: str, vendor: str = "AWS") -> dict[str, Any]:
    return {"name": name, "statement": [{"managed_rule_group_statement": [{"name": name, "vendor_name": vendor}]}]}


def acl(*rules: dict[str, Any], refers: Any = None, region: str = "us-east-1", **usage: Any) -> Estimate:
    return estimate("aws_wafv2_web_acl", {"rule": list(rules)}, region, usage=usage, refers=refers)


def test_an_acl_and_its_rules() -> None:
    found = acl(RATE, RATE, managed("AWSManagedRulesCommonRuleSet"))
    # 5.00 + 2 x 1.00 + 1 x 1.00
    assert cents(found.monthly_cost) == "8.00"
    assert [(part.name, part.unit) for part in found.components] == [
        ("Web ACL usage", "months"),
        ("Rules", "rules"),
        ("Managed rule groups", "groups"),
        ("Requests", "1M requests"),
    ]
    assert cents(acl(monthly_requests=10_000_000).monthly_cost) == "11.00"


def test_rules_inside_a_group_of_ones_own() -> None:
    assert cents(acl(OWN).monthly_cost) == "6.00"
    assert "not known" in line(acl(OWN), "Rule groups").note
    assert cents(acl(OWN, rule_group_rules=4).monthly_cost) == "10.00"
    group = related("aws_wafv2_rule_group", {"rule": [{"name": "a"}, {"name": "b"}]})
    found = acl(OWN, refers={"rule.0.statement.0.rule_group_reference_statement.0.arn": group})
    assert cents(found.monthly_cost) == "8.00"


def test_groups_that_cost_more() -> None:
    found = acl(managed("AWSManagedRulesBotControlRuleSet"), monthly_requests=1_000_000)
    # 5.00 + 1.00 + 10.00 + 1.00 + 0.60
    assert cents(found.monthly_cost) == "17.60"
    assert acl(managed("AWSManagedRulesATPRuleSet")).status is Status.NO_PRICE
    assert "Marketplace" in acl(managed("F5Rules", "F5")).notes[0]


def test_a_region_that_the_book_lacks() -> None:
    assert "mars-north-1" in line(acl(region="mars-north-1"), "Web ACL usage").note


@pytest.mark.parametrize("type_", ["aws_waf_web_acl", "aws_wafregional_web_acl"])
def test_classic(type_: str) -> None:
    attribute = "rules" if type_ == "aws_waf_web_acl" else "rule"
    rules = [{"type": "REGULAR"}, {"type": "RATE_BASED"}, {"type": "GROUP"}]
    found = estimate(type_, {attribute: rules}, usage={"monthly_requests": "1000000", "rule_group_rules": 3})
    # 5.00 + 2 x 1.00 + (1 + 3) x 1.00 + 0.60
    assert cents(found.monthly_cost) == "11.60"


@given(st.integers(0, 100), st.text(max_size=9))
@settings(max_examples=30)
def test_each_rule_adds_its_price(rules: int, description: str) -> None:
    found = estimate("aws_wafv2_web_acl", {"rule": [RATE] * rules, "description": description, "scope": "REGIONAL"})
    assert found.monthly_cost == 5 + rules
