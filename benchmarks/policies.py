"""Measure what 100 policies (95 of them for certain types) add to a plan: ``python benchmarks/policies.py [N]``, of 10,000 resources unless
N is said.

Prints seconds of processor time, the best of a few rounds: loading the policies, judging the plan by them, and both for the shipped pack.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "guard"))

from finopsguard.config import Config, Project  # noqa: E402  as above
from finopsguard.judge import judge  # noqa: E402  as above
from finopsguard.plan import Limits, read_plan  # noqa: E402  as above
from finopsguard.policies.load import shipped_folder  # noqa: E402  as above
from finopsguard.prices import Rates  # noqa: E402  as above
from finopsguard.pricing import Pricing  # noqa: E402  as above
from finopsguard.totals import joined, per_currency  # noqa: E402  as above

TYPED, ALL = 95, 100
ROUNDS = 3

POLICY = """\
id: {id}
title: Generated
why: For measuring.
severity: low
action: warn
match: {match}
settings: {{limit: 100000}}
when: {when}
observed: "{{{{ resource.type }}}}"
limit: "{{{{ settings.limit }}}}"
message: "{{{{ resource.address }}}} is found."
fix: nothing = true
"""
TYPED_WHEN = "resource.values.name == 'nobody' or estimate.monthly_cost_max > settings.limit"
UNTYPED_WHEN = (
    "estimate.status == 'priced' and resource.tags.Owner == 'nobody' and resource.module is like('module.none*')"
)


def main() -> None:
    """Generate a plan and policies, judge, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        plan_file = Path(folder) / "plan.json"
        subprocess.run(
            [sys.executable, str(HERE / "make_plan.py"), str(count), str(plan_file)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        config = Config()
        pricing = Pricing(config, Limits(), {}, lambda _step: None)
        plan = read_plan(str(plan_file), limits=Limits(), environ={})
        lines = pricing.price(plan, Project(name=plan.name, path=plan.path)).lines
        rates = Rates(pricing.book.fx(), ())
        sums = joined(per_currency(lines), "USD", rates, complete=False)
        types = sorted({change.type for change in plan.changes})
        own = Path(folder) / "policies"
        write_policies(own, types)
        every_pack = tuple(file.stem for file in shipped_folder().glob("*.yaml"))
        generated = Config(policy_dirs=(str(own),), skip_policy=every_pack)

        print(f"{len(lines):,} resources of {len(types)} types")
        for name, used in (
            ("the shipped pack", config),
            (f"{ALL} generated policies, {TYPED} for types, and the pack loaded", generated),
        ):
            seconds, outcome = best(lambda used=used: judge(used, [plan], [lines], sums, "USD", rates))
            print(f"{name}: {seconds:.2f} s, {len(outcome.results):,} results")
        for name, used in (("loading alone: the pack", config), ("loading alone: all", generated)):
            seconds, _ = best(lambda used=used: judge(used, [], [], sums, "USD", rates))
            print(f"{name}: {seconds:.2f} s")


def write_policies(folder: Path, types: list[str]) -> None:
    """Policies for types in turn, five types each, and a few for all."""
    folder.mkdir()
    for number in range(ALL):
        named = [types[(number * 5 + step) % len(types)] for step in range(5)]
        match = (
            f"{{types: [{', '.join(named)}], actions: [create, update, replace, delete, no-op]}}"
            if number < TYPED
            else "{actions: [create, update, replace, delete, no-op]}"
        )
        when = TYPED_WHEN if number < TYPED else UNTYPED_WHEN
        name = f"generated-{number}"
        (folder / f"{name}.yaml").write_text(POLICY.format(id=name, match=match, when=when), encoding="utf-8")


def best(run: Callable[[], Any]) -> tuple[float, Any]:
    """Least processor time of a few rounds, and the last answer."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        answer = run()
        found.append(time.process_time() - start)
    return min(found), answer


if __name__ == "__main__":
    main()
