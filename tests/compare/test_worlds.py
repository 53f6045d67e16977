"""Planted reasons are found, with their amounts, in worlds of any mixture; and parts always add up to the difference."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.compare import Comparison, compare
from finopsguard.types.actual import Cause
from tests.compare.worlds import World, planned_in, world

SEEDS = range(1, 61)
CENT = Decimal("0.01")


def compared(seed: int, folder: Path) -> tuple[World, Comparison]:
    made = world(seed)
    return made, compare(planned_in(folder, made.content), [made.bill])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_cause_is_found(seed: int, tmp_path: Path) -> None:
    made, found = compared(seed, tmp_path)
    assert {line.address for line in found.actuals} == set(made.causes)
    for line in found.actuals:
        planted = {cause: amount for cause, amount in made.causes[line.address].items() if abs(amount) >= CENT}
        told = {cause.cause: cause.amount for cause in line.causes}
        for cause, amount in planted.items():
            # the cents that rounding leaves go to the largest cause
            assert abs(told.get(cause, Decimal(0)) - amount) <= 3 * CENT, (line.address, cause, told, planted)
        assert all(abs(amount) <= 3 * CENT for cause, amount in told.items() if cause not in planted), (told, planted)
        assert abs(line.actual - made.actual[line.address]) < CENT


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_add_up_to_the_cent(seed: int, tmp_path: Path) -> None:
    _, found = compared(seed, tmp_path)
    order = {cause.value: position for position, cause in enumerate(Cause)}
    for line in (*found.actuals, *found.totals):
        assert line.list is not None
        assert line.difference == line.actual - line.list == sum(cause.amount for cause in line.causes)
        assert line.difference.as_tuple().exponent == -2
        positions = [order[cause.cause] for cause in line.causes]
        assert positions == sorted(positions)
        assert len(set(positions)) == len(positions)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole_bill_is_accounted_for(seed: int, tmp_path: Path) -> None:
    made, found = compared(seed, tmp_path)
    (whole,) = (total for total in found.totals if total.by == "bill")
    assert whole.actual == sum(line.effective for line in made.lines).quantize(CENT)
    ours = sum(made.actual.values())
    causes = {cause.cause: cause.amount for cause in whole.causes}
    foreign = sum(line.effective for line in made.lines if line.key.startswith("i-ffffffff"))
    assert abs(causes.get("unmatched", Decimal(0)) - foreign) <= 2 * CENT
    assert ours <= whole.actual
    unexplained = sum(parts.get("unexplained", Decimal(0)) for parts in made.causes.values())
    assert abs(causes.get("unexplained", Decimal(0)) - unexplained) <= 2 * CENT


def test_matching_by_id_is_precise_and_complete(tmp_path: Path) -> None:
    right = wrong = missed = 0
    for seed in SEEDS:
        made, found = compared(seed, tmp_path)
        told = {line.address: line.resource_id for line in found.actuals}
        for address, ids in made.ids.items():
            right += told.get(address) in ids
            wrong += address in told and told[address] not in ids
            missed += address not in told
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.99
