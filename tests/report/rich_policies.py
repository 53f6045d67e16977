"""What the rich report (rich.py) says of policies: one of each outcome, and waivers of each kind."""

from finopsguard.types.policy import PolicyOutcome, PolicyResult, WaiverUse
from tests.report.rich_live import HOSTILE

POLICY_FIX = """resource "aws_instance" "web" {
  instance_type = "m5.xlarge"
}"""

POLICIES = (
    PolicyResult(
        id="instance-size",
        severity="high",
        action="block",
        result=PolicyOutcome.FAIL,
        address="aws_instance.web",
        file="main.tf",
        line=12,
        observed="m5.2xlarge",
        limit="m5.xlarge",
        message="aws_instance.web is larger than m5.xlarge.",
        fix=POLICY_FIX,
        waiver="Black Friday, shop-team (main.tf:11): does not count, since it expired on 2026-11-01",
        title="Instances are no larger than needed",
        project="prod/shop",
        fingerprint="5c9d1f0e",
    ),
    PolicyResult(
        id="gpu-approval",
        severity="medium",
        action="block",
        result=PolicyOutcome.UNKNOWN,
        address=HOSTILE,
        message="The instance type is known only after apply.",
        project="prod/shop",
        fix='instance_type = "m5.large"',
    ),
    PolicyResult(
        id="storage-type",
        severity="low",
        action="warn",
        result=PolicyOutcome.FAIL,
        address="aws_ebs_volume.scratch",
        file="main.tf",
        line=31,
        observed="gp2",
        limit="gp3",
        message="gp3 costs less than gp2 at the same size.",
        fix='type = "gp3"',
        project="prod/shop",
    ),
    PolicyResult(
        id="log-retention",
        severity="info",
        action="info",
        result=PolicyOutcome.UNKNOWN,
        address="aws_s3_bucket.logs",
        message="The lifecycle is in no plan.",
        project="prod/shop",
    ),
    PolicyResult(
        id="nat-gateway",
        severity="medium",
        action="block",
        result=PolicyOutcome.WAIVED,
        address="module.network.aws_nat_gateway.this[0]",
        message="A NAT gateway costs more than an endpoint.",
        waiver="Endpoints come in Q1, owner network-team, until 2026-12-31",
        project="prod/shop",
    ),
    PolicyResult(
        id="tags-required", severity="low", action="warn", result=PolicyOutcome.PASS, address="aws_instance.web"
    ),
)
WAIVERS = (
    WaiverUse(
        policy="nat-gateway",
        address="module.network.aws_nat_gateway.this[0]",
        reason="Endpoints come in Q1",
        owner="network-team",
        expires="2026-12-31",
        where="waivers.yml:3",
    ),
    WaiverUse(
        policy="instance-size",
        address="aws_instance.web",
        reason="Black Friday",
        owner="shop-team",
        expires="2026-11-01",
        where="main.tf:11",
        status="expired",
    ),
    WaiverUse(policy="gpu-approval", address=HOSTILE, reason="@everyone says so", where="evil.tf:1", status="new"),
)
