"""Write which component of which resource type is billed by which price: ``python tools/write_uses.py [--check]``.

It prices the plans among the fixtures and a drawn one, and notes the rows that each component took, into ``uses.tsv`` in
``guard/finopsguard/prices/update/``; ``prices verify`` names components by it.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "guard"))

from finopsguard.config import Config, Project  # noqa: E402  found through the line above
from finopsguard.errors import FinOpsGuardError  # noqa: E402  as above
from finopsguard.plan import Limits  # noqa: E402  as above
from finopsguard.prices.update.uses import HEADER, PATH, plain, shape  # noqa: E402  as above
from finopsguard.pricing import Pricing  # noqa: E402  as above
from finopsguard.types.price import Price  # noqa: E402  as above

DRAWN = "2000"
"""Resources of the drawn plan."""
ON = "1795219200"
"""2026-11-21: some charges begin on a date."""


def main() -> int:
    """Write the table, or with ``--check`` say that it is out of date."""
    text = table()
    if PATH.is_file() and PATH.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{PATH.relative_to(ROOT)} is out of date: run python tools/write_uses.py")
        return 1
    PATH.write_text(text, encoding="utf-8")
    return 0


def table() -> str:
    """The table as text."""
    with tempfile.TemporaryDirectory() as folder:
        found = sorted({row for path in inputs(Path(folder)) for row in uses(path)}, reverse=True)
    rows = sorted({row[:-1]: row for row in found}.values())  # of each the first example
    return "".join("\t".join(row) + "\n" for row in (HEADER, *rows))


def inputs(folder: Path) -> list[Path]:
    """Plans."""
    drawn = folder / "drawn.json"
    script = str(ROOT / "benchmarks" / "make_plan.py")
    subprocess.run([sys.executable, script, DRAWN, str(drawn)], check=True)  # noqa: S603  this Python, with fixed arguments
    return [*sorted((ROOT / "fixtures" / "plans").rglob("*.json")), drawn]


def uses(path: Path) -> Iterator[tuple[str, ...]]:
    """Provider, service, shape of the key, component, resource type and the key itself, of every priced line."""
    pricing = Pricing(Config(price_book="shipped"), Limits(), {"SOURCE_DATE_EPOCH": ON}, lambda _step: None)
    project = Project(name=str(path), path=str(path))
    try:
        plans = list(pricing.read(project))
    except FinOpsGuardError:
        return  # some fixtures are there to be refused
    for plan in plans:
        for change, priced in pricing.price(plan, project, keep=True).priced:
            for estimate in (priced.before, priced.after):
                for part in estimate.components if estimate else ():
                    for provider, service, key in places(part.price):
                        yield provider, service, shape(key), plain(part.name), change.type, key


def places(price: Price | None) -> Iterator[tuple[str, str, str]]:
    """Provider, service and key of each row of a price, which may be a sum."""
    if price is not None and not price.own:
        for key in price.key.split(" + "):
            yield price.provider, price.service, key


if __name__ == "__main__":
    os.environ["SOURCE_DATE_EPOCH"] = ON
    sys.exit(main())
