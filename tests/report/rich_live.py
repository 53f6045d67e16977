"""What the rich report (rich.py) says of bills, usage and quotas. The causes of each difference add up to it."""

from finopsguard.types.actual import (
    Accuracy,
    ActualLine,
    ActualSource,
    ActualTotal,
    CauseLine,
    Match,
    Period,
    Suggestion,
    Unmatched,
    UnmatchedLine,
    UtilisationLine,
)
from finopsguard.types.quota import QuotaLine, QuotaStatus
from tests.report.reports import D

HOSTILE = 'module.evil.aws_instance.x["a|b`c\u202e</details><script>alert(1)</script>\x1b[31m@everyone #1 ![x](http://x.test)"]'
MONTH = Period(start="2026-10-22", end="2026-11-21")
DATABASE = 'module.database.aws_db_instance.main["primary"]'


def cause(name: str, amount: str, note: str = "") -> CauseLine:
    return CauseLine(cause=name, amount=D(amount), note=note)


def billed(address: str, list_: str | None, expected: str | None, actual: str, **fields: object) -> ActualLine:
    """A resource on the bill of 30 days; the difference is actual less list."""
    defaults: dict[str, object] = {
        "project": "prod/shop",
        "resource_id": "i-0f00",
        "match": Match(method="arn", confidence=D(1)),
        "period": MONTH,
        "currency": "USD",
        "basis": "net",
        "difference": None if list_ is None else D(actual) - D(list_),
    }
    amounts = {"list": None if list_ is None else D(list_), "expected": None if expected is None else D(expected)}
    return ActualLine(address=address, actual=D(actual), **amounts, **(defaults | fields))  # type: ignore[arg-type]  # names checked by msgspec


def total(
    by: str, name: str, amounts: tuple[str, str, str], matched: int, resources: int, *causes: CauseLine
) -> ActualTotal:
    list_, expected, actual = map(D, amounts)
    return ActualTotal(
        by=by,
        name=name,
        currency="USD",
        list=list_,
        expected=expected,
        actual=actual,
        difference=actual - list_,
        causes=causes,
        matched=matched,
        resources=resources,
    )


ACTUALS = (
    billed(
        "aws_instance.web",
        "284.37",
        "270.15",
        "261.40",
        causes=(cause("discount", "-14.22", "Acme EDP 2026"), cause("usage", "-8.75", "stopped for 23 hours")),
    ),
    billed(
        DATABASE,
        "324.00",
        "307.80",
        "402.80",
        causes=(cause("size_drift", "95.00", "db.r6g.2xlarge is running"), cause("discount", "-16.20")),
    ),
    billed(
        "google_compute_instance.batch",
        "547.20",
        "383.04",
        "383.04",
        match=Match(method="tag", confidence=D("0.8")),
        estimated=True,
        causes=(cause("discount", "-164.16"),),
    ),
    billed(HOSTILE, None, None, "7.59", causes=(cause("not_modelled", "7.59"),)),
)
ACTUAL_TOTALS = (
    total(
        "total",
        "",
        ("1155.57", "960.99", "1054.83"),
        4,
        6,
        cause("discount", "-194.58"),
        cause("size_drift", "95.00"),
        cause("usage", "-8.75"),
        cause("not_modelled", "7.59"),
    ),
    total("service", "AmazonEC2", ("284.37", "270.15", "268.99"), 2, 4),
    total("service", "AmazonRDS", ("324.00", "307.80", "402.80"), 1, 1),
    total("service", "Compute Engine", ("547.20", "383.04", "383.04"), 1, 1),
    total("module", "module.database", ("324.00", "307.80", "402.80"), 1, 1),
    total("tag", "team=shop", ("284.37", "270.15", "261.40"), 1, 2),
)
ACTUAL_SOURCES = (
    ActualSource(
        name="focus:bill.csv",
        status="ok",
        basis="net",
        period=MONTH,
        through="2026-11-20",
        currency="USD",
        matched=4,
        planned=6,
    ),
    ActualSource(
        name="azure",
        status="error",
        message="Cost Management answered 403: give this identity the role Cost Management Reader.",
    ),
)
UNMATCHED = Unmatched(
    planned=(
        UnmatchedLine(name="module.network.aws_nat_gateway.this[0]", amount=D("32.85"), currency="USD", reason="new"),
        UnmatchedLine(name="aws_autoscaling_group.workers", reason="not found"),
    ),
    billed=(
        UnmatchedLine(
            name="i-0abc<b>|@all", amount=D("35.04"), currency="USD", service="AmazonEC2", reason="not in the plan"
        ),
    ),
    planned_count=2,
    billed_count=14,
)
UTILISATION = (
    UtilisationLine(
        project="prod/shop",
        address=DATABASE,
        metric="cpu",
        p50=D("34"),
        p95=D("61"),
        max=D("88.4"),
        samples=720,
        period=MONTH,
    ),
    UtilisationLine(
        project="prod/shop",
        address="aws_instance.web",
        metric="cpu",
        p50=D("6.2"),
        p95=D("18.5"),
        max=D("41"),
        samples=720,
        period=MONTH,
        suggestion=Suggestion(
            attribute="instance_type",
            before="m5.2xlarge",
            after="m5.large",
            monthly_saving=D("210.24"),
            currency="USD",
            note="memory was not measured",
        ),
    ),
    UtilisationLine(
        project="prod/shop",
        address="google_compute_instance.batch",
        metric="memory",
        p50=D("12.5"),
        p95=None,
        max=D("60"),
        samples=96,
        unit="GiB",
    ),
)
ACCURACY = (
    Accuracy(type="aws_instance", mape=D("4.2"), bias=D("1.8"), samples=12),
    Accuracy(type="aws_db_instance", mape=D("22"), bias=D("-20"), samples=3),
)


def quota(name: str, counts: tuple[int | None, ...], status: QuotaStatus, **fields: object) -> QuotaLine:
    """A quota with its counts in the order of the report."""
    used, plan, peak, after, limit, headroom = counts
    return QuotaLine(
        cloud="ovh",
        project="prod-shop",
        region="GRA11",
        name=name,
        used=used,
        plan=plan,
        peak=peak,
        after=after,
        limit=limit,
        headroom=headroom,
        status=status,
        **fields,  # type: ignore[arg-type]  # names checked by msgspec
    )


QUOTAS = (
    quota(
        "instances", (8, 1, 9, 9, 10, 1), QuotaStatus.TIGHT, resources=("openstack_compute_instance_v2.データベース",)
    ),
    quota(
        "cores",
        (60, 4, 68, 64, 64, -4),
        QuotaStatus.EXCEEDED,
        resources=("openstack_compute_instance_v2.データベース", "openstack_compute_instance_v2.<b>"),
        note="created before the old one is destroyed",
    ),
    quota("ram_mb", (122880, 16384, 139264, 139264, 262144, 122880), QuotaStatus.FITS),
    quota("gigabytes_ssd", (500, 0, 500, 500, None, None), QuotaStatus.UNLIMITED),
    quota(
        "floating_ips",
        (None, 1, None, None, None, None),
        QuotaStatus.UNKNOWN,
        note="Neutron answered 503: Service Unavailable",
    ),
)
