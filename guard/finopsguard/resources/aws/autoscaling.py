"""Auto Scaling groups: copies of what their launch template or configuration describes (AWS: "Amazon EC2 Auto Scaling pricing")."""

from decimal import ROUND_CEILING, Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.ec2 import ASSUMPTIONS, CLOUDWATCH, EC2, LINES, USAGE, machines, operating_system
from finopsguard.resources.aws.launch import (
    TEMPLATE_ABSENT,
    Launch,
    launch_of_configuration,
    launch_of_template,
    template_of,
)
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Unknown, above
from finopsguard.types.money import ONE, ZERO

POLICY = "mixed_instances_policy.0.launch_template.0"
SPECIFICATION = "launch_template_specification.0"
OVERRIDE_NOTE = (
    "the first override's instance type is assumed throughout; Auto Scaling takes others when it lacks capacity"
)


@about(
    components=(
        *((f"TEMPLATE ADDRESS: {name}", unit) for name, unit in LINES),
        ("TEMPLATE ADDRESS: block_device_mapping[n]: Storage (type)", "GB"),
    ),
    services=(EC2, CLOUDWATCH),
    usage=(("instances", "instances that run on average"), ("monthly_hrs", "hours that each runs"), *USAGE),
    assumptions=(
        "desired_capacity instances, min_size where it is not set: scaling is not foreseen.",
        "In a mixed instances policy the on-demand base and share are rounded up to whole instances; the rest is spot.",
        "All instances are of the first override's type; Auto Scaling takes others when it lacks capacity.",
        *ASSUMPTIONS,
    ),
)
def group(resource: Resource, bill: Bill) -> None:
    """``aws_autoscaling_group`` with a launch configuration, a launch template or a mixed instances policy."""
    count = capacity(resource)
    if resource.block("warm_pool"):
        bill.note("the warm pool's volumes are not counted: its size follows the load")
    policy = resource.block("mixed_instances_policy")
    if policy is not None:
        _mixed(resource, policy, bill, count)
        return
    configuration = resource.follow("launch_configuration", "aws_launch_configuration")
    if configuration is not None:
        launch, path = launch_of_configuration(configuration), configuration.address
    else:
        template = template_of(resource, "launch_template.0")
        launch, path = _launch(template), _path(template)
    machines(resource, launch, bill.within(path), system=operating_system(resource), on_demand=count)


def capacity(resource: Resource) -> Number:
    """Instances (or units of capacity, where they have weights) that run: the usage file's, else as configured."""
    given = resource.usage("instances")
    if given is not None:
        return given
    least = resource.number("min_size")
    most = resource.number("max_size")
    if isinstance(least, Unknown):
        return resource.number("desired_capacity") if resource.has("desired_capacity") else least
    bounds = () if isinstance(most, Unknown) else tuple(dict.fromkeys((least, most)))
    return resource.number("desired_capacity", least, unknown=bounds)


def _mixed(resource: Resource, policy: Block, bill: Bill, units: Number) -> None:
    """Units of capacity, split into on demand and spot, as instances of the first override."""
    outer = policy.block("launch_template")
    override = outer.block("override") if outer else None
    template = None
    if override is not None and override.block("launch_template_specification"):
        template = template_of(resource, f"{POLICY}.override.0.{SPECIFICATION}", prefix="launch_template_")
    template = template or template_of(resource, f"{POLICY}.{SPECIFICATION}", prefix="launch_template_")
    launch = _launch(template)
    weight: Number = ONE
    if override is not None:
        weight = override.number("weighted_capacity", 1)
        _override(launch, override, bill)
    distribution = policy.block("instances_distribution")
    on_demand_units = _on_demand(distribution, units)
    if distribution is not None:
        launch.spot_limit = distribution.text("spot_max_price")
    # Weights say how many units one instance counts for; usage files give instances.
    if resource.usage("instances") is not None:
        weight = ONE
    on_demand = _whole(on_demand_units, weight)
    spot = _whole(units - on_demand_units, weight)
    system = operating_system(resource)
    machines(resource, launch, bill.within(_path(template)), system=system, on_demand=on_demand, spot=spot)


def _override(launch: Launch, override: Block, bill: Bill) -> None:
    if override.block("instance_requirements"):
        launch.type = Unknown("EC2 chooses the instance type by instance_requirements")
    elif override.has("instance_type"):
        launch.type = override.text("instance_type")
        launch.inputs = (override.where("instance_type"),)
        bill.note(OVERRIDE_NOTE)


def _on_demand(distribution: Block | None, units: Number) -> Number:
    """Units that are on demand: the base, and a share of what is above it (by default all)."""
    if distribution is None or isinstance(units, Unknown):
        return units
    base = distribution.number("on_demand_base_capacity", 0)
    share = distribution.number("on_demand_percentage_above_base_capacity", 100)
    if isinstance(base, Unknown):
        return base
    if isinstance(share, Unknown):
        return share
    rest = above(units, base)
    return min(base, units) + _whole(rest * share, Decimal(100))


def _whole(units: Number, weight: Number) -> Number:
    """Instances that make up ``units`` of capacity when one counts for ``weight``."""
    if isinstance(units, Unknown):
        return units
    if isinstance(weight, Unknown):
        return weight
    return (units / weight).to_integral_value(ROUND_CEILING) if weight > ZERO else units


def _launch(template: Related | None) -> Launch:
    return launch_of_template(template) if template else Launch(Unknown(TEMPLATE_ABSENT))


def _path(template: Related | None) -> str:
    return template.address if template else "launch_template"
