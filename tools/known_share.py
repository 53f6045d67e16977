"""How many managed resources of some plans are known by name: ``python tools/known_share.py PLAN_OR_FOLDER...``

Prints, for each cloud, the share of resources that are priced or free by name, and the types that are neither, most frequent first. Plans
that cannot be read are named and passed over.
"""

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "guard"))

from finopsguard.errors import FinOpsGuardError  # noqa: E402  found through the line above
from finopsguard.plan import read_plan  # noqa: E402
from finopsguard.resources.free import reason  # noqa: E402
from finopsguard.resources.registry import PRICED  # noqa: E402

CLOUDS = ("aws", "azurerm", "google", "openstack")


def main(arguments: list[str]) -> int:
    """Print the shares."""
    known: Counter[str] = Counter()
    unknown: dict[str, Counter[str]] = {}
    unread = 0
    for file in sorted(path for name in arguments for path in files(Path(name))):
        try:
            plan = read_plan(str(file))
        except FinOpsGuardError as error:
            unread += 1
            print(f"passed over: {error}", file=sys.stderr)
            continue
        for change in plan.changes:
            if change.mode != "managed":
                continue
            if change.type in PRICED or reason(change):
                known[change.provider] += 1
            else:
                unknown.setdefault(change.provider, Counter())[change.type] += 1
    for provider in sorted({*known, *unknown}, key=lambda name: (name not in CLOUDS, name)):
        missing = unknown.get(provider, Counter())
        total = known[provider] + missing.total()
        print(f"{provider:<12} {known[provider]:>6} of {total:>6} known ({known[provider] / total:.1%})")
        if provider in CLOUDS:
            for type_, count in missing.most_common():
                print(f"    {count:>5}  {type_}")
    print(f"{unread} plans passed over")
    return 0


def files(path: Path) -> list[Path]:
    """The file itself, or all below a folder."""
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
