"""AWS Config (AWS: "AWS Config pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

CONFIG = "AWSConfig"


@about(
    components=(("Rule evaluations (tier)", "evaluations"),),
    services=(CONFIG,),
    usage=(("monthly_rule_evaluations", "evaluations"),),
    assumptions=("Tiers start at the rule's own evaluations.",),
)
def rule(resource: Resource, bill: Bill) -> None:
    """``aws_config_config_rule`` and the rules of an organization: evaluations."""
    price = resource.price(CONFIG, "rule-evaluations")
    bill.use("Rule evaluations", "evaluations", price, key="monthly_rule_evaluations", name_first_tier=True)


@about(
    components=(("Config items", "records"), ("Custom config items", "records")),
    services=(CONFIG,),
    usage=(("monthly_config_items", "records"), ("monthly_custom_config_items", "records")),
    assumptions=("Continuous recording unless recording_mode says daily.",),
)
def recorder(resource: Resource, bill: Bill) -> None:
    """``aws_config_configuration_recorder``: recorded items."""
    mode = resource.block("recording_mode")
    daily = mode is not None and mode.text("recording_frequency", "CONTINUOUS") == "DAILY"
    price = resource.price(CONFIG, "configuration-items/daily" if daily else "configuration-items")
    bill.use("Config items", "records", price, key="monthly_config_items", inputs=("recording_mode",))
    price = resource.price(CONFIG, "configuration-items/custom")
    bill.use("Custom config items", "records", price, key="monthly_custom_config_items")
