"""Glue jobs, crawlers and the Data Catalog (AWS: "AWS Glue pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import MILLION, ONE

GLUE = "AWSGlue"
HOURS = "monthly_hours"
WORKERS = {
    "Standard": ONE,
    "G.025X": Decimal("0.25"),
    "G.1X": ONE,
    "G.2X": Decimal(2),
    "G.4X": Decimal(4),
    "G.8X": Decimal(8),
    "G.12X": Decimal(12),
    "G.16X": Decimal(16),
}
"""Data processing units of a worker (AWS Glue API: "Job", WorkerType)."""
BY_COMMAND = {"pythonshell": Decimal("0.0625")}
"""Units of a job that names neither workers nor a capacity; any other takes 10 (AWS Glue API: "Job", MaxCapacity)."""
OTHERWISE = Decimal(10)
HUNDRED_THOUSAND = Decimal(100_000)


@about(
    components=(("Duration", "hours (N DPUs)"),),
    services=(GLUE,),
    usage=((HOURS, "hours"),),
    assumptions=(
        "A job that names neither workers nor a capacity takes AWS's default: 10 DPUs, a Python shell job 0.0625.",
        "Jobs of the execution class FLEX have their own price.",
    ),
)
def job(resource: Resource, bill: Bill) -> None:
    """``aws_glue_job``: hours of all its data processing units."""
    units = _units(resource)
    class_ = resource.text("execution_class", "STANDARD")
    key = "job/flex" if class_ == "FLEX" else "job"
    price = Missing(class_.why) if isinstance(class_, Unknown) else resource.price(GLUE, key)
    inputs = ("worker_type", "number_of_workers", "max_capacity", "execution_class")
    if isinstance(units, Unknown):
        bill.use("Duration", "hours", Missing(units.why), key=HOURS, inputs=inputs)
        return
    unit = f"hours ({units.normalize():f} {'DPU' if units == 1 else 'DPUs'})"
    bill.use_amount("Duration", unit, resource.usage(HOURS), price, keys=(HOURS,), inputs=inputs, scale=units)


def _units(resource: Resource) -> Number:
    """Data processing units of the job."""
    if resource.has("worker_type") or resource.has("number_of_workers"):
        type_ = resource.text("worker_type", "G.1X")
        if isinstance(type_, Unknown):
            return type_
        if type_ not in WORKERS:
            return Unknown(f"the DPUs of a {type_} worker are not known")
        return resource.number("number_of_workers", 1) * WORKERS[type_]
    command = resource.block("command")
    name = command.text("name", "glueetl") if command is not None else "glueetl"
    return resource.number("max_capacity", BY_COMMAND.get(str(name), OTHERWISE))


@about(
    components=(("Duration", "hours"),),
    services=(GLUE,),
    usage=((HOURS, "DPU-hours"),),
)
def crawler(resource: Resource, bill: Bill) -> None:
    """``aws_glue_crawler``: DPU-hours."""
    bill.use("Duration", "hours", resource.price(GLUE, "crawler"), key=HOURS)


@about(
    components=(("Storage", "100k objects"), ("Requests", "1M requests")),
    services=(GLUE,),
    usage=(("monthly_objects", "objects"), ("monthly_requests", "requests")),
    assumptions=("The account's free million objects and requests are not deducted.",),
)
def catalog_database(resource: Resource, bill: Bill) -> None:
    """``aws_glue_catalog_database``: its objects, and requests for them."""
    price = resource.price(GLUE, "catalog/objects")
    bill.use("Storage", "100k objects", price, key="monthly_objects", scale=HUNDRED_THOUSAND)
    price = resource.price(GLUE, "catalog/requests")
    bill.use("Requests", "1M requests", price, key="monthly_requests", scale=MILLION)
