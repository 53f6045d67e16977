"""Web ACLs (AWS: "AWS WAF pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number
from finopsguard.types.money import MILLION, ONE, ZERO

WAF = "awswaf"
REQUESTS = "monthly_requests"
OWN_RULES, MANAGED_RULES = "rule_group_rules", "managed_rule_group_rules"
AWS = "AWS"
BOT_CONTROL = "AWSManagedRulesBotControlRuleSet"
FRAUD_CONTROL = ("AWSManagedRulesATPRuleSet", "AWSManagedRulesACFPRuleSet")


@about(
    components=(
        ("Web ACL usage", "months"),
        ("Rules", "rules"),
        ("Rule groups", "groups"),
        ("Managed rule groups", "groups"),
        ("Bot control", "months"),
        ("Bot control requests", "1M requests"),
        ("Requests", "1M requests"),
    ),
    services=(WAF,),
    usage=(
        (REQUESTS, "requests"),
        (OWN_RULES, "rules in rule groups of your own"),
        (MANAGED_RULES, "rules in managed rule groups: not billed, so not used"),
    ),
    assumptions=(
        "A rule that brings a rule group is billed as a group.",
        "Rules inside a group of your own are billed too, by the usage file or the plan; those of a managed group are not.",
        "Fees of sellers on AWS Marketplace and capacity units above 1,500 are not included.",
    ),
)
def web_acl(resource: Resource, bill: Bill) -> None:
    """``aws_wafv2_web_acl``: the ACL, its rules and rule groups, and requests."""
    bill.add("Web ACL usage", "months", ONE, resource.price(WAF, "v2/web-acl"))
    rules = resource.blocks("rule")
    own = [group for rule in rules if (group := _statement(rule, "rule_group_reference_statement")) is not None]
    managed = [group for rule in rules if (group := _statement(rule, "managed_rule_group_statement")) is not None]
    price = resource.price(WAF, "v2/rule")
    plain = len(rules) - len(own) - len(managed)
    if plain:
        bill.add("Rules", "rules", Decimal(plain), price, inputs=("rule",))
    if own:
        inside = _rules_inside(resource, own)
        note = "the group itself and the rules inside it" if inside else "the rules inside the group are not known"
        bill.add("Rule groups", "groups", inside + Decimal(len(own)), price, inputs=("rule",), note=note)
    if managed:
        bill.add("Managed rule groups", "groups", Decimal(len(managed)), price, inputs=("rule",))
        _special(resource, bill, managed)
    requests = resource.price(WAF, "v2/requests")
    bill.use("Requests", "1M requests", requests, key=REQUESTS, scale=MILLION)


def _statement(rule: Block, name: str) -> Block | None:
    statement = rule.block("statement")
    return None if statement is None else statement.block(name)


def _rules_inside(resource: Resource, groups: list[Block]) -> Number:
    """Rules in the ACL's own rule groups: by the usage file, else those of the groups in the plan."""
    given = resource.usage(OWN_RULES)
    if given is not None:
        return given
    count = ZERO
    for group in groups:
        found = resource.follow(group.where("arn"), "aws_wafv2_rule_group")
        if found is not None:
            count += len(found.block.blocks("rule"))
    return count


def _special(resource: Resource, bill: Bill, managed: list[Block]) -> None:
    """Managed groups that cost more than the others."""
    names = [str(group.text("name")) for group in managed]
    if BOT_CONTROL in names:
        bill.add("Bot control", "months", ONE, resource.price(WAF, "v2/bot-control"), inputs=("rule",))
        price = resource.price(WAF, "v2/bot-control/requests")
        bill.use("Bot control requests", "1M requests", price, key=REQUESTS, scale=MILLION, inputs=("rule",))
    for name in FRAUD_CONTROL:
        if name in names:
            price = resource.price(WAF, "v2/fraud-control")
            bill.add(f"Fraud control ({name})", "months", ONE, price, inputs=("rule",))
    if any(group.text("vendor_name", AWS) != AWS for group in managed):
        bill.note("the fees of rule groups from AWS Marketplace are not included")


@about(
    components=(
        ("Web ACL usage", "months"),
        ("Rules", "rules"),
        ("Rule groups", "groups"),
        ("Requests", "1M requests"),
    ),
    services=(WAF,),
    usage=((REQUESTS, "requests"), (OWN_RULES, "rules in rule groups")),
    assumptions=("A rule of type GROUP is billed as a rule group.",),
)
def classic_web_acl(resource: Resource, bill: Bill) -> None:
    """``aws_waf_web_acl`` and ``aws_wafregional_web_acl`` (WAF Classic)."""
    bill.add("Web ACL usage", "months", ONE, resource.price(WAF, "classic/web-acl"))
    rules = [*resource.blocks("rules"), *resource.blocks("rule")]
    groups = sum(rule.text("type", "REGULAR") == "GROUP" for rule in rules)
    price = resource.price(WAF, "classic/rule")
    if len(rules) > groups:
        bill.add("Rules", "rules", Decimal(len(rules) - groups), price, inputs=("rules",))
    inside = resource.usage(OWN_RULES)
    if groups:
        count = Decimal(groups) + (ZERO if inside is None else inside)
        bill.add("Rule groups", "groups", count, price, inputs=("rules",))
    bill.use("Requests", "1M requests", resource.price(WAF, "classic/requests"), key=REQUESTS, scale=MILLION)
