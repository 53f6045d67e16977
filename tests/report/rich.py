"""One report with everything in it: what a platform team might see on a busy day, and a name that means harm."""

from finopsguard.types.discount import DiscountKind
from finopsguard.types.result import (
    CommitmentLine,
    Conversion,
    DiscountTotal,
    Drifted,
    PriceRef,
    ProjectLine,
    Reason,
    Report,
    Unsupported,
    Verdict,
)
from tests.report.reports import D, component, discount, driver, report, resource
from tests.report.rich_live import (
    ACCURACY,
    ACTUAL_SOURCES,
    ACTUAL_TOTALS,
    ACTUALS,
    HOSTILE,
    QUOTAS,
    UNMATCHED,
    UTILISATION,
)
from tests.report.rich_policies import POLICIES, POLICY_FIX, WAIVERS

EC2 = PriceRef(
    source="aws-bulk", date="2026-04-28", sku="JRTCKXETXF.m5", provider="aws", service="AmazonEC2", region="us-east-1"
)
GCE = PriceRef(
    source="gcp-catalog",
    date="2026-05-01",
    sku="2E27-4F75",
    provider="google",
    service="Compute Engine",
    region="europe-west1",
)
OVH = PriceRef(
    source="ovh-order",
    date="2025-11-02",
    sku="b3-8.consumption",
    provider="openstack",
    service="compute",
    region="GRA11",
)

WEB = resource(
    "aws_instance.web",
    "update",
    "78.08",
    "288.32",
    tags={"team": "shop", "env": "prod", "Name": "web"},
    drivers=(driver("instance_type", "m5.large", "m5.2xlarge"),),
    notes=("Linux without a licence fee assumed: the AMI is not in the plan.",),
    file="main.tf",
    line=12,
    components=(
        component("Compute (on-demand, m5.2xlarge)", "hours", "730", "0.384", price=EC2),
        component("root_block_device: Storage (gp3)", "GB", "100", "0.08", price=EC2),
    ),
)
DATABASE = resource(
    'module.database.aws_db_instance.main["primary"]',
    "replace",
    "164.25",
    "312.075",
    module="module.database",
    tags={"team": "data", "env": "prod"},
    drivers=(driver("instance_class", "db.r6g.large", "db.r6g.xlarge"), driver("multi_az", "false", "true")),
    file="modules/database/main.tf",
    line=3,
    components=(
        component(
            "Instance (on-demand, db.r6g.xlarge)",
            "hours",
            "730",
            "0.45",
            price=EC2,
            discounts=(discount("Acme EDP 2026", DiscountKind.NEGOTIATED, "0.05", "16.425"),),
        ),
    ),
)
BATCH = resource(
    "google_compute_instance.batch",
    "create",
    "0",
    "388.36",
    region="europe-west1",
    tags={"team": "data", "env": "prod"},
    drivers=(driver("machine_type", None, "n2-standard-16"),),
    notes=("Runs all month: 730 hours.",),
    components=(
        component(
            "Instance (n2-standard-16)",
            "hours",
            "730",
            "0.76",
            price=GCE,
            discounts=(discount("sustained use", DiscountKind.SUSTAINED_USE, "0.3", "166.44"),),
        ),
    ),
)
WORKERS = resource(
    "aws_autoscaling_group.workers",
    "update",
    "70.08",
    "140.16",
    tags={"team": "shop", "env": "prod"},
    monthly_cost_min=D("70.08"),
    monthly_cost_max=D("280.32"),
    drivers=(driver("desired_capacity", "1", None), driver("max_size", "1", "4")),
    notes=("Desired capacity is known only after apply: 2 assumed, the middle of min and max.",),
    components=(component("Instances (m5.large)", "hours", "1460", "0.096", price=EC2),),
)
NAT = resource(
    "module.network.aws_nat_gateway.this[0]",
    "create",
    "0",
    "32.85",
    module="module.network",
    depends_on_usage=("monthly_data_processed_gb",),
    components=(
        component("NAT gateway", "hours", "730", "0.045", price=EC2),
        component("Data processed", "GB", None, "0.045", price=EC2),
    ),
)
VOLUME = resource(
    "aws_ebs_volume.scratch",
    "delete",
    "40.00",
    "0",
    tags={"team": "shop"},
    components=(component("Storage (gp3)", "GB", "500", "0.08", price=EC2),),
)
THUMBS = resource(
    "aws_lambda_function.thumbnails",
    "create",
    "0",
    None,
    status="depends_on_usage",
    depends_on_usage=("monthly_requests", "request_duration_ms"),
    tags={"team": "shop"},
    components=(
        component("Requests", "1M requests", None, "0.20", price=EC2),
        component("Duration", "GB-seconds", None, "0.0000166667", price=EC2),
    ),
)
APP_VM = resource(
    "azurerm_linux_virtual_machine.app",
    "create",
    "0",
    None,
    status="no_price",
    complete=False,
    region="westeurope",
    region_source="default",
    components=(
        component(
            "Compute (Standard_D96ads_v7)",
            "hours",
            "730",
            None,
            status="no_price",
            note="no published price in westeurope",
            usage_based=False,
        ),
    ),
)
QUICKSIGHT = resource(
    "aws_quicksight_account_subscription.bi", "create", "0", None, status="unsupported", complete=False
)
HARMFUL = resource(
    HOSTILE,
    "create",
    "0",
    "7.592",
    module="module.evil",
    tags={"team": "</td>|@all"},
    notes=("See https://x.test and @everyone.",),
)
QUIET = (
    resource("aws_iam_role.web", "create", status="free"),
    resource("aws_security_group.web", "update", status="free"),
    resource("aws_instance.bastion", "update", "70.08", "70.08", importing=True, tags={"team": "shop"}),
    resource("aws_instance.legacy", "forget", "0", "0", forgotten_monthly_cost=D("70.08")),
    resource(
        "aws_s3_bucket.logs",
        "no-op",
        "0",
        None,
        delta=None,
        previous_address="aws_s3_bucket.log",
        status="depends_on_usage",
        depends_on_usage=("standard.storage_gb",),
        components=(component("Standard storage", "GB", None, "0.023", price=EC2),),
    ),
    resource(
        "module.database.aws_db_instance.replica",
        "no-op",
        "3540.00",
        "3540.00",
        module="module.database",
        tags={"team": "data"},
    ),
)
PRIVATE = (
    resource(
        "openstack_compute_instance_v2.データベース",
        "update",
        "45.26",
        "90.52",
        project="prod/private-cloud",
        currency="EUR",
        region="GRA11",
        drivers=(driver("flavor_name", "b3-8", "b3-16"),),
        components=(component("Instance (b3-16)", "hours", "730", "0.124", currency="EUR", price=OVH),),
    ),
    resource(
        "openstack_networking_router_v2.edge", "create", project="prod/private-cloud", currency="EUR", status="free"
    ),
)
EDGE = resource("cloudflare_record.www", "no-op", "0", "0", project="prod/dns", status="free")
RATE = Conversion(
    source="EUR", target="USD", rate=D("1.0912"), date="2026-04-30", origin="European Central Bank reference rate"
)


def rich_report() -> Report:
    """Everything at once. It fails on its budget and on a policy, which stands as a reason and as a finding."""
    return report(
        (WEB, DATABASE, BATCH, WORKERS, NAT, VOLUME, THUMBS, APP_VM, QUICKSIGHT, HARMFUL, *QUIET, *PRIVATE, EDGE),
        conversions=(RATE,),
        discounts=(DiscountTotal("USD", D("5060.00"), D("182.87"), D("4877.13")),),
        commitments=(
            CommitmentLine(
                name="Reserved database",
                kind="reservation",
                source="finopsguard.yml:12",
                unit="instances",
                committed=D("3"),
                used=D("1"),
                unused=D("2"),
                resources=1,
            ),
        ),
        verdict=Verdict.FAIL,
        verdicts={"prod/shop": Verdict.FAIL},
        exit_code=1,
        budget=D("4500"),
        max_increase="10 %",
        forgotten_monthly_cost=D("70.08"),
        reasons=(
            Reason(
                code="budget",
                verdict=Verdict.FAIL,
                message="The monthly cost after this change is above the budget.",
                observed="$4,878.21/mo",
                limit="$4,500.00/mo",
                fix="Raise budget in finopsguard.yml, or make the change smaller.",
            ),
            Reason(
                code="policy",
                verdict=Verdict.FAIL,
                message="instance-size: aws_instance.web is larger than m5.xlarge.",
                observed="m5.2xlarge",
                limit="m5.xlarge",
                fix=POLICY_FIX,
                project="prod/shop",
                address="aws_instance.web",
                file="main.tf",
                line=12,
            ),
        ),
        warnings=("This plan was made with -target: resources outside of it are not in these figures.",),
        unsupported=(
            Unsupported(
                type="aws_quicksight_account_subscription",
                count=1,
                addresses=("aws_quicksight_account_subscription.bi",),
            ),
        ),
        drift=(
            Drifted(
                project="prod/shop",
                address="aws_instance.web",
                type="aws_instance",
                delta=D("35.04"),
                currency="USD",
                drivers=(driver("instance_type", "m5.large", "m5.xlarge"),),
            ),
        ),
        policies=POLICIES,
        waivers=WAIVERS,
        actuals=ACTUALS,
        actual_totals=ACTUAL_TOTALS,
        actual_sources=ACTUAL_SOURCES,
        unmatched=UNMATCHED,
        utilisation=UTILISATION,
        accuracy=ACCURACY,
        quotas=QUOTAS,
    )


def projects_of(made: Report) -> dict[str, ProjectLine]:
    """The projects of a report by name."""
    return {project.name: project for project in made.projects}
