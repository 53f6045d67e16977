"""Made-up worlds: a plan, the state that it starts from, and a month's bill with reasons planted in it whose amounts are known.

The amounts are worked out here from the planted facts alone, not with the program's code.
"""

import json
import random
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from finopsguard.actuals import planned_of
from finopsguard.compare import planned as record
from finopsguard.compare.planned import Planned
from finopsguard.config import Config, Project
from finopsguard.plan import Limits, read_plan
from finopsguard.pricing import Pricing
from finopsguard.resources import price_change
from finopsguard.types.bill import BillDay, BilledLine, BilledResource, BillSummary, ServiceCost
from tests.plans import change, plan

assert record
PRICES = {"m5.large": "0.096", "m5.xlarge": "0.192", "c5.xlarge": "0.17", "t3.medium": "0.0416", "r5.large": "0.126"}
"""On demand, Linux, us-east-1: AWS' public list."""
GP3 = Decimal("0.08")
DISK = Decimal(10)
DAYS, HOURS, MONTH = 30, Decimal(720), Decimal(730)
ZERO = Decimal(0)


class MemoryBill:
    """A bill of September 2026 that is a list of lines."""

    def __init__(self, lines: Sequence[BilledLine], *, days: int = DAYS, tags: dict[str, str] | None = None) -> None:
        self._lines = tuple(lines)
        self._tags = tags or {}
        self.daily: Sequence[BillDay] = ()
        currencies = tuple(sorted({line.currency for line in lines}))
        self.summary = BillSummary(
            name="focus:bill.csv",
            kind="focus",
            basis="amortized",
            start="2026-09-01",
            end="2026-10-01",
            days=days,
            currencies=currencies,
        )

    def resources(self) -> Sequence[BilledResource]:
        sums: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
        for line in self._lines:
            sums[line.key, line.service, line.category, line.currency] += line.effective
        return [
            BilledResource(
                key=key,
                resource_id="" if key.startswith("tags:") else key,
                service=service,
                category=category,
                currency=currency,
                cost=cost,
                region="us-east-1",
                tags=self._tags.get(key, ""),
            )
            for (key, service, category, currency), cost in sums.items()
        ]

    def lines(self, keys: Collection[str]) -> Sequence[BilledLine]:
        return [line for line in self._lines if line.key in keys and line.key]

    def services(self) -> Sequence[ServiceCost]:
        return [
            ServiceCost(line.service, line.currency, line.list, line.effective)
            for line in self._lines
            if line.list is not None and line.category == "usage"
        ]


def day(number: int) -> str:
    """Midnight at the beginning of a day of September; 31 is the end of the month."""
    return f"2026-09-{number:02d}T00:00:00" if number <= DAYS else "2026-10-01T00:00:00"


def line(
    key: str, usage_type: str, quantity: Decimal, unit: str, listed: Decimal, paid: Decimal, first: int = 1, **more: Any
) -> BilledLine:
    """A line from day ``first`` to the end of the month."""
    given: dict[str, Any] = {
        "service": "Amazon Elastic Compute Cloud",
        "region": "us-east-1",
        "pricing": "on_demand",
        "currency": "USD",
        "start": day(first),
        "end": day(DAYS + 1),
        "days": DAYS + 1 - first,
    }
    given.update(more)
    return BilledLine(
        key=key, usage_type=usage_type, billed=paid, effective=paid, list=listed, quantity=quantity, unit=unit, **given
    )


def row(key: str, category: str, cost: Decimal, usage_type: str = "") -> BilledLine:
    """A charge that is not for use."""
    return line(key, usage_type, Decimal(1), "", cost, cost, category=category)


@dataclass
class World:
    """What was made, and what a comparison has to find."""

    content: dict[str, Any]
    lines: list[BilledLine]
    causes: dict[str, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Decimal)))
    """By address, then by cause."""
    actual: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Address -> what the bill calls it."""

    @property
    def bill(self) -> MemoryBill:
        return MemoryBill(self.lines)


def instance(name: str, number: int, size: str, **tags: str) -> dict[str, Any]:
    """Values of an instance with a root volume, as the state has them."""
    return {
        "id": f"i-{number:017x}",
        "arn": f"arn:aws:ec2:us-east-1:111122223333:instance/i-{number:017x}",
        "instance_type": size,
        "tenancy": "default",
        "availability_zone": "us-east-1a",
        "root_block_device": [
            {
                "volume_type": "gp3",
                "volume_size": 10,
                "iops": 3000,
                "throughput": 125,
                "volume_id": f"vol-{number:017x}",
            }
        ],
        "ebs_block_device": [],
        "tags": {"Name": name, **tags},
    }


def world(seed: int) -> World:
    """Instances with any mixture of reasons, and noise that belongs to nobody."""
    dice = random.Random(seed)
    made = World({}, [])
    changes = []
    for number in range(dice.randint(2, 6)):
        address = f"aws_instance.web{number}"
        size = dice.choice(("m5.large", "c5.xlarge", "t3.medium"))
        values = instance(f"web{number}", seed * 100 + number + 1, size)
        changes.append(change(address, ["no-op"], values, values))
        _bill(dice, made, address, values, size)
    for number in range(dice.randint(0, 5)):  # billed and not in the plan, without tags
        cost = Decimal(dice.randint(1, 9_999)) / 100
        made.lines.append(line(f"i-ffffffff{number:09x}", "BoxUsage:t3.micro", HOURS, "Hrs", cost, cost))
    made.lines += [
        row("", "tax", Decimal(dice.randint(0, 5_000)) / 100),
        row("", "support", Decimal(dice.randint(0, 99))),
    ]
    dice.shuffle(made.lines)
    made.content = plan(*changes)
    return made


def _bill(dice: random.Random, made: World, address: str, values: dict[str, Any], size: str) -> None:
    """Bill one instance, and note what each reason comes to, in the documented order."""
    key = dice.choice((values["id"], values["arn"]))
    disk = values["root_block_device"][0]["volume_id"]
    made.ids[address] = {key, disk}
    causes = made.causes[address]
    price = Decimal(PRICES[size])
    first = dice.choice((1, 1, 1, 6, 16, 26))
    share = Decimal(DAYS + 1 - first) / DAYS
    existed = HOURS * share
    causes["partial_period"] += (existed - HOURS) * price

    billed_size, billed_price = size, price
    if dice.random() < 0.25:
        billed_size = "r5.large"
        billed_price = Decimal(PRICES[billed_size])
        causes["size_drift"] += existed * (billed_price - price)
    hours = existed
    if dice.random() < 0.25:  # switched off for some hours a day
        hours = existed * Decimal(dice.choice((14, 18))) / 24
        causes["usage"] += (hours - existed) * billed_price
    listed = hours * billed_price
    if billed_size == size and dice.random() < 0.25:
        listed = hours * price * Decimal("1.05")
        causes["list_price"] += listed - hours * price
    rate = dice.choice((ZERO, ZERO, Decimal("0.1"), Decimal("0.28")))
    paid = listed * (1 - rate)
    causes["discount"] += paid - listed
    _machine_rows(dice, made, key, billed_size, hours, listed, paid, first)

    size_gb = DISK * share
    predicted = DISK * HOURS / MONTH
    there = min(size_gb, predicted)
    causes["partial_period"] += (there - predicted) * GP3
    causes["usage"] += (size_gb - there) * GP3  # September has 720 of 730 hours
    made.lines.append(line(disk, "EBS:VolumeUsage.gp3", size_gb, "GB-Mo", size_gb * GP3, size_gb * GP3, first))
    extra = _other_rows(dice, made, key, causes)
    made.actual[address] = paid + size_gb * GP3 + extra


def _machine_rows(
    dice: random.Random, made: World, key: str, size: str, hours: Decimal, listed: Decimal, paid: Decimal, first: int
) -> None:
    """One line, or two where a savings plan covers half."""
    if dice.random() < 0.3:
        half = {"pricing": "commitment", "commitment_type": "savings_plan"}
        made.lines.append(line(key, f"BoxUsage:{size}", hours / 2, "Hrs", listed / 2, paid / 2, first, **half))
        hours, listed, paid = hours / 2, listed / 2, paid / 2
    made.lines.append(line(key, f"BoxUsage:{size}", hours, "Hrs", listed, paid, first))


def _other_rows(dice: random.Random, made: World, key: str, causes: dict[str, Decimal]) -> Decimal:
    """Charges that no estimate has: of known kinds, and of one that nobody knows."""
    total = ZERO
    for cause, category, usage_type, chance in (
        ("tax", "tax", "", 0.2),
        ("credit", "credit", "", 0.2),
        ("not_modelled", "usage", "DataTransfer-Out-Bytes", 0.3),
        ("unexplained", "other", "Sovereignty surcharge", 0.2),
    ):
        if dice.random() < chance:
            cost = Decimal(dice.randint(1, 5_000)) / 100 * (-1 if cause == "credit" else 1)
            made.lines.append(
                line(key, usage_type, cost, "GB", cost, cost)
                if category == "usage"
                else row(key, category, cost, usage_type)
            )
            causes[cause] += cost
            total += cost
    return total


def planned_in(folder: Path, content: dict[str, Any]) -> list[Planned]:
    """The plan's resources, read and priced as a check does."""
    file = folder / "plan.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    config = Config()
    read = read_plan(str(file), limits=Limits(), environ={})
    pricing = Pricing(config, Limits(), {}, lambda _step: None)
    catalogue = pricing.catalogue(read, Project(name="plan.json", path="plan.json"))
    priced = [
        (each, found.line, found.before)
        for each in read.changes
        if each.mode == "managed"
        for found in [price_change(each, "plan.json", catalogue, read.context)]
    ]
    drift = {
        each.address: price_change(each, "plan.json", catalogue, read.context, drifted=True).before
        for each in read.drift
    }
    return planned_of(read, priced, drift)
