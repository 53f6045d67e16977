"""How often a charge is found, and how often what is found is right: over generated fleets whose truth is known.

``pytest -s`` prints the figures; docs/actuals.md quotes them.
"""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finopsguard.compare import match
from finopsguard.types.bill import BilledResource
from tests.compare.worlds import instance, planned_in
from tests.plans import change, plan

FLEETS, MACHINES = 12, 40
SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/shop/providers/Microsoft.Compute"
ZONE = "projects/shop/zones/europe-west1-b/instances"


def _aws(dice: random.Random, number: int) -> tuple[dict[str, Any], str, str]:
    values = instance(f"web-{number}", dice.getrandbits(60), "m5.large", team=f"team-{number % 5}", part=str(number))
    return values, dice.choice((values["id"], values["arn"])), "Amazon Elastic Compute Cloud"


def _azure(dice: random.Random, number: int) -> tuple[dict[str, Any], str, str]:
    id_ = f"{SUBSCRIPTION}/virtualMachines/web-{number}"
    values = {"id": id_, "name": f"web-{number}", "size": "Standard_B2s", "location": "westeurope"}
    return values | {"tags": {"part": str(number)}}, dice.choice((id_, id_.upper(), id_.lower())), "Virtual Machines"


def _gcp(dice: random.Random, number: int) -> tuple[dict[str, Any], str, str]:
    digits = str(dice.getrandbits(60))
    values = {
        "id": f"{ZONE}/web-{number}",
        "self_link": f"https://www.googleapis.com/compute/v1/{ZONE}/web-{number}",
        "instance_id": digits,
        "name": f"web-{number}",
        "machine_type": "e2-medium",
        "zone": "europe-west1-b",
        "labels": {"part": str(number)},
        "terraform_labels": {"part": str(number)},
    }
    written = dice.choice(
        (f"//compute.googleapis.com/{ZONE}/{digits}", f"//compute.googleapis.com/{ZONE}/web-{number}")
    )
    return values, written, "Compute Engine"


CLOUDS = {
    "aws_instance": _aws,
    "azurerm_linux_virtual_machine": _azure,
    "google_compute_instance": _gcp,
}


def quality(type_: str, folder: Path, *, ids: bool) -> tuple[Decimal, Decimal]:
    """Precision and recall. A third of the fleet is on no bill, and strangers are billed whose ids, names and tags are nearly the same."""
    right = found_at_all = there = 0
    for seed in range(FLEETS):
        dice = random.Random(seed)
        changes, billed, truth = [], [], {}
        for number in range(MACHINES):
            values, written, service = CLOUDS[type_](dice, number)
            address = f"{type_}.web{number}"
            changes.append(change(address, ["no-op"], values, values))
            tags = json.dumps(values.get("tags") or values.get("labels"), sort_keys=True)
            if dice.random() < 2 / 3:
                billed.append(_charge(written if ids else "", service, tags))
                truth[billed[-1].key] = address
            else:  # a stranger that is called nearly so
                billed.append(_charge(f"{written}x" if ids else "", service, json.dumps({"part": f"{number}x"})))
        dice.shuffle(billed)
        planned = planned_in(folder, plan(*changes))
        matches = match(planned, billed)
        pairs = {one.resource.key: planned[at].address for at, each in matches.found.items() for one in each}
        there += len(truth)
        found_at_all += len(pairs)
        right += sum(truth.get(key) == address for key, address in pairs.items())
    return Decimal(right) / (found_at_all or 1), Decimal(right) / there


def _charge(id_: str, service: str, tags: str) -> BilledResource:
    return BilledResource(
        key=id_ or f"tags:{tags}", resource_id=id_, service=service, currency="USD", cost=Decimal(1), tags=tags
    )


@pytest.mark.parametrize("type_", CLOUDS)
@pytest.mark.parametrize("ids", [True, False])
def test_precision_and_recall(type_: str, ids: bool, tmp_path: Path, record_property: Any) -> None:
    precision, recall = quality(type_, tmp_path, ids=ids)
    record_property("precision", float(precision))
    record_property("recall", float(recall))
    print(f"{type_}, {'ids' if ids else 'tags alone'}: precision {precision:.1%}, recall {recall:.1%}")
    assert precision >= Decimal("0.99")
    assert recall >= Decimal("0.99")
